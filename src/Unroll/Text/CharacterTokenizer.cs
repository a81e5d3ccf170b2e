namespace Unroll.Text;

/// <summary>One token per Unicode scalar value, white space included: an emoji outside the basic plane is one token, not two.</summary>
/// <param name="lowerCase">Whether letters are lower-cased.</param>
public sealed class CharacterTokenizer(bool lowerCase = false) : Tokenizer
{
    /// <inheritdoc/>
    public override TokenizerDescription Description => new(TokenizerKind.Character, lowerCase);

    /// <inheritdoc/>
    protected override void Split(ReadOnlySpan<char> text, TokenBuffer tokens)
    {
        for (int i = 0; i < text.Length;)
        {
            i += ScalarValues.AppendNext(text[i..], lowerCase, tokens);
            tokens.EndToken();
        }
    }
}
