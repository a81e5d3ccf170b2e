using System.Text;

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
        TokenizerKind.Character => string.Concat(tokens),
        _ => JoinWords(tokens),
    };

    static string JoinWords(IReadOnlyList<string> words)
    {
        StringBuilder text = new();
        bool opened = true;
        foreach (string word in words)
        {
            if (!opened && word is not ("." or "," or ";" or ":" or "!" or "?" or ")" or "]" or "}" or "%")) text.Append(' ');
            text.Append(word);
            opened = word is "(" or "[" or "{";
        }
        return text.ToString();
    }
}
