using System.Text;

namespace Unroll.Text;

/// <summary>
/// One token per byte of the text's UTF-8 form. A token is a single character U+0000 to U+00FF whose number is the byte's value,
/// so that a vocabulary has at most 256 of them and no text holds an unknown token.
/// </summary>
public sealed class ByteTokenizer : Tokenizer
{
    /// <inheritdoc/>
    public override TokenizerDescription Description => new(TokenizerKind.Byte, LowerCase: false);

    /// <inheritdoc/>
    protected override void Split(ReadOnlySpan<char> text, TokenBuffer tokens)
    {
        Span<byte> bytes = stackalloc byte[4];
        for (int i = 0; i < text.Length;)
        {
            i += ScalarValues.Next(text[i..], lowerCase: false, out Rune rune);
            int count = rune.EncodeToUtf8(bytes);
            foreach (byte value in bytes[..count]) tokens.Add([(char)value]);
        }
    }
}
