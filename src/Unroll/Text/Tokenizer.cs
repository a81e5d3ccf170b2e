using System.Collections.ObjectModel;

namespace Unroll.Text;

/// <summary>
/// Cuts a text into tokens. Any string is accepted: an unpaired surrogate counts as U+FFFD, and no input throws.
/// A tokenizer of your own derives from this class; <see cref="Create"/> makes the built-in ones.
/// Instances can be shared between threads.
/// </summary>
public abstract class Tokenizer
{
    /// <summary>What <see cref="Create"/> needs to make this tokenizer again.</summary>
    public abstract TokenizerDescription Description { get; }

    /// <summary>Files that belong to the tokenizer, by file name: empty for all but the subword tokenizers.</summary>
    public virtual IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Files => ReadOnlyDictionary<string, ReadOnlyMemory<byte>>.Empty;

    /// <summary>Replaces the content of <paramref name="tokens"/> by the tokens of a text.</summary>
    public void Tokenize(ReadOnlySpan<char> text, TokenBuffer tokens)
    {
        tokens.Clear();
        Split(text, tokens);
        tokens.EndToken();
    }

    /// <summary>The tokens of a text as strings.</summary>
    public IReadOnlyList<string> Tokenize(string text)
    {
        TokenBuffer tokens = new();
        Tokenize(text, tokens);
        return tokens.ToArray();
    }

    /// <summary>Appends the tokens of a text to an empty buffer.</summary>
    protected abstract void Split(ReadOnlySpan<char> text, TokenBuffer tokens);

    /// <summary>Makes a tokenizer from its description.</summary>
    /// <param name="description">Kind and options, such as <see cref="Description"/> gave them.</param>
    /// <param name="folder">Where the <see cref="Files"/> of a subword tokenizer lie; not used by the others.</param>
    /// <exception cref="ArgumentException">A subword tokenizer without a folder.</exception>
    /// <exception cref="InvalidDataException">A file of the tokenizer is missing or damaged.</exception>
    public static Tokenizer Create(TokenizerDescription description, string? folder = null) => description.Kind switch
    {
        TokenizerKind.BasicEnglish => new BasicEnglishTokenizer(),
        TokenizerKind.Word => new WordTokenizer(description.LowerCase),
        TokenizerKind.Character => new CharacterTokenizer(description.LowerCase),
        TokenizerKind.Byte => new ByteTokenizer(),
        TokenizerKind.Whitespace => new WhitespaceTokenizer(),
        TokenizerKind.Bpe => SubwordTokenizer.LoadBpe(
            Path.Combine(Required(folder), SubwordTokenizer.BpeVocabularyFile),
            Path.Combine(Required(folder), SubwordTokenizer.BpeMergesFile)),
        TokenizerKind.WordPiece => SubwordTokenizer.LoadWordPiece(
            Path.Combine(Required(folder), SubwordTokenizer.WordPieceVocabularyFile), description.LowerCase),
        _ => throw new ArgumentOutOfRangeException(nameof(description), description.Kind,
            $"Unknown tokenizer; known are {string.Join(", ", Enum.GetNames<TokenizerKind>())}."),
    };

    static string Required(string? folder) => folder
        ?? throw new ArgumentException("a subword tokenizer is made from files; say in which folder they lie.", nameof(folder));
}
