using System.Text;

namespace Unroll.Text;

/// <summary>
/// Puts tokens together to text again, one after another: bytes become characters as soon as they are whole, words get their
/// spaces back. What a tokenizer drops (how many spaces, letter case) does not return.
/// </summary>
sealed class TextAssembler
{
    readonly TokenizerDescription description;
    readonly Decoder utf8 = Encoding.UTF8.GetDecoder();
    bool isLineStart, joinsNext;

    /// <param name="description">The tokenizer of the tokens.</param>
    /// <param name="isLineStart">Whether the first token begins a line; otherwise a word before it is taken to end there.</param>
    internal TextAssembler(TokenizerDescription description, bool isLineStart) => (this.description, this.isLineStart) = (description, isLineStart);

    /// <summary>The text that a token adds; empty while a character lacks bytes.</summary>
    internal string Next(string token) => description.Kind switch
    {
        TokenizerKind.Character => token,
        TokenizerKind.Byte => Decoded([(byte)token[0]]),
        TokenizerKind.Bpe => Decoded(ByteLevelAlphabet.Bytes(token)),
        TokenizerKind.WordPiece when token.StartsWith("##", StringComparison.Ordinal) => token[2..],
        _ => Word(token),
    };

    /// <summary>The end of a line, for tokenizers that drop it.</summary>
    internal string EndLine()
    {
        isLineStart = true;
        return "\n";
    }

    string Decoded(byte[] bytes)
    {
        Span<char> characters = stackalloc char[Encoding.UTF8.GetMaxCharCount(bytes.Length)];
        return characters[..utf8.GetChars(bytes, characters, flush: false)].ToString();
    }

    string Word(string token)
    {
        bool isWhitespace = description.Kind == TokenizerKind.Whitespace;
        bool joins = isLineStart || joinsNext || (!isWhitespace && token is "." or "," or ";" or ":" or "!" or "?" or ")" or "]" or "}" or "%" or "…");
        (isLineStart, joinsNext) = (false, !isWhitespace && token is "(" or "[" or "{");
        return joins ? token : " " + token;
    }
}
