namespace Unroll.Text;

/// <summary>What stands between white space, as it is: for texts that were cut into tokens before, such as the Penn Treebank's.</summary>
public sealed class WhitespaceTokenizer : Tokenizer
{
    /// <inheritdoc/>
    public override TokenizerDescription Description => new(TokenizerKind.Whitespace, LowerCase: false);

    /// <inheritdoc/>
    protected override void Split(ReadOnlySpan<char> text, TokenBuffer tokens)
    {
        for (int i = 0; i < text.Length;)
        {
            if (char.IsWhiteSpace(text[i]))
            {
                tokens.EndToken();
                i++;
            }
            else
            {
                // An unpaired surrogate becomes U+FFFD, as in every tokenizer.
                i += ScalarValues.AppendNext(text[i..], lowerCase: false, tokens);
            }
        }
    }
}
