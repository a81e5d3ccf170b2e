using System.Text.Json.Serialization;

namespace Unroll.Text;

/// <summary>How a text becomes tokens.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<TokenizerKind>))]
public enum TokenizerKind
{
    /// <summary>torchtext's "basic_english": see <see cref="BasicEnglishTokenizer"/>.</summary>
    BasicEnglish,

    /// <summary>Unicode words and single punctuation marks: see <see cref="WordTokenizer"/>.</summary>
    Word,

    /// <summary>One token per Unicode scalar value: see <see cref="CharacterTokenizer"/>.</summary>
    Character,

    /// <summary>One token per byte of UTF-8: see <see cref="ByteTokenizer"/>.</summary>
    Byte,

    /// <summary>Byte pair encoding from vocabulary and merges files: see <see cref="SubwordTokenizer"/>.</summary>
    Bpe,

    /// <summary>What stands between white space, as it is: see <see cref="WhitespaceTokenizer"/>.</summary>
    Whitespace,

    /// <summary>WordPiece from a vocabulary file: see <see cref="SubwordTokenizer"/>.</summary>
    WordPiece,
}

/// <summary>Everything needed to make the same tokenizer again; written into a model's config.json.</summary>
/// <param name="Kind">The kind of tokenizer.</param>
/// <param name="LowerCase">Whether letters are lower-cased first; only Word, Character and WordPiece have the choice.</param>
public sealed record TokenizerDescription(TokenizerKind Kind = TokenizerKind.BasicEnglish, bool LowerCase = true);
