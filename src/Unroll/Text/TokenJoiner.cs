namespace Unroll.Text;

/// <summary>From tokens back to a text.</summary>
static class TokenJoiner
{
    /// <summary>The text that tokens came from: exactly for byte-level subwords, bytes and characters; words with a space between, none before a mark that ends something.</summary>
    /// <param name="tokens">The tokens.</param>
    /// <param name="kind">How they were cut.</param>
    internal static string Join(IReadOnlyList<string> tokens, TokenizerKind kind) => kind switch
    {
        TokenizerKind.Bpe => ByteLevelAlphabet.Text(tokens),
        _ => Assembled(tokens, new TextAssembler(new(kind), isLineStart: true)),
    };

    static string Assembled(IReadOnlyList<string> tokens, TextAssembler assembler) => string.Concat(tokens.Select(assembler.Next));
}
