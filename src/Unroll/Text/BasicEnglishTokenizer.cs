namespace Unroll.Text;

/// <summary>
/// The tokenizer that torchtext documents as "basic_english": lower-case; the marks . , ( ) ! ? and the apostrophe
/// become tokens of their own; double quotes vanish without parting the word; semicolons, colons and
/// the line-break tag &lt;br /&gt; part words like white space.
/// </summary>
public sealed class BasicEnglishTokenizer : Tokenizer
{
    const string LineBreakTag = "<br />";

    /// <inheritdoc/>
    public override TokenizerDescription Description => new(TokenizerKind.BasicEnglish);

    /// <inheritdoc/>
    protected override void Split(ReadOnlySpan<char> text, TokenBuffer tokens)
    {
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            switch (c)
            {
                case >= 'a' and <= 'z': tokens.Append(c); break;
                case >= 'A' and <= 'Z': tokens.Append((char)(c | 0x20)); break;
                case '.' or ',' or '(' or ')' or '!' or '?' or '\'': tokens.Add([c]); break;
                case '"': break;
                case ' ' or ';' or ':': tokens.EndToken(); break;
                case '<' when text[i..].StartsWith(LineBreakTag, StringComparison.OrdinalIgnoreCase):
                    tokens.EndToken();
                    i += LineBreakTag.Length - 1;
                    break;
                default: i += AppendOther(text[i..], tokens) - 1; break;
            }
        }
    }

    /// <summary>Handles what is neither a basic letter nor a mark; returns the number of characters used.</summary>
    static int AppendOther(ReadOnlySpan<char> text, TokenBuffer tokens)
    {
        char c = text[0];
        // Python's split(), which this tokenizer is defined by, also parts words at the four separators U+001C to U+001F.
        if (char.IsWhiteSpace(c) || c is >= '\u001C' and <= '\u001F') tokens.EndToken();
        else if (char.IsAscii(c)) tokens.Append(c);
        else return ScalarValues.AppendNext(text, lowerCase: true, tokens);
        return 1;
    }
}
