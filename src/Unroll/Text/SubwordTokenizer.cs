using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.ML.Tokenizers;

namespace Unroll.Text;

/// <summary>
/// Byte pair encoding or WordPiece through Microsoft.ML.Tokenizers, from the files that pretrained models are published with
/// (BPE: vocab.json and merges.txt; WordPiece: vocab.txt). That package does not learn merges; <see cref="BpeTrainer"/> does.
/// Token strings are the published ones; the ids are those of the <see cref="Vocabulary"/> built on them, as for any tokenizer.
/// </summary>
public sealed partial class SubwordTokenizer : Tokenizer
{
    internal const string BpeVocabularyFile = "vocab.json", BpeMergesFile = "merges.txt", WordPieceVocabularyFile = "vocab.txt";

    /// <summary>GPT-2's byte-level vocabularies write a leading space as this letter.</summary>
    const char ByteLevelSpace = '\u0120';

    // Longer inputs go through the package in pieces: its work on one piece grows faster than the length.
    const int PieceLength = 4096;

    readonly Microsoft.ML.Tokenizers.Tokenizer inner;
    readonly Dictionary<string, ReadOnlyMemory<byte>> files;

    SubwordTokenizer(TokenizerDescription description, Microsoft.ML.Tokenizers.Tokenizer inner, Dictionary<string, ReadOnlyMemory<byte>> files)
    {
        Description = description;
        this.inner = inner;
        this.files = files;
    }

    /// <inheritdoc/>
    public override TokenizerDescription Description { get; }

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Files => files;

    /// <summary>Byte pair encoding; byte-level (GPT-2, RoBERTa) when the vocabulary is.</summary>
    /// <param name="vocabularyPath">vocab.json: an object from token to id.</param>
    /// <param name="mergesPath">merges.txt: one pair a line, most frequent first.</param>
    /// <exception cref="InvalidDataException">A file is missing or is not what it should be.</exception>
    public static SubwordTokenizer LoadBpe(string vocabularyPath, string mergesPath) =>
        FromBpe(TextFile.ReadAllBytes(vocabularyPath), TextFile.ReadAllBytes(mergesPath), $"{vocabularyPath} and {mergesPath}");

    /// <summary>Byte pair encoding from the content of the two files; the source is named in messages.</summary>
    internal static SubwordTokenizer FromBpe(byte[] vocabulary, byte[] merges, string source)
    {
        try
        {
            BpeOptions options = new(ReadVocabulary(vocabulary))
            {
                Merges = Encoding.UTF8.GetString(merges).Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                    .Where(line => !line.StartsWith("#version", StringComparison.Ordinal)).ToArray(),
            };
            options.ByteLevel = options.Vocabulary.Any(entry => entry.Key.Contains(ByteLevelSpace, StringComparison.Ordinal));
            options.PreTokenizer = options.ByteLevel ? new RegexPreTokenizer(ByteLevelPieces, null) : null;
            return new(new(TokenizerKind.Bpe, LowerCase: false), BpeTokenizer.Create(options),
                new() { [BpeVocabularyFile] = vocabulary, [BpeMergesFile] = merges });
        }
        catch (Exception e) when (e is JsonException or FormatException or ArgumentException or InvalidOperationException or InvalidDataException)
        {
            throw new InvalidDataException(
                $"{source}: not a byte pair encoding ({DataError.OneLine(e.Message)}); expected a JSON object of token ids and a list of merges.", e);
        }
    }

    /// <summary>WordPiece as BERT uses it: words and marks, then the longest pieces in the vocabulary, "##" inside a word.</summary>
    /// <param name="vocabularyPath">vocab.txt: one piece a line, [UNK] among them.</param>
    /// <param name="lowerCase">Whether letters are lower-cased and lose their accents, as for the "uncased" vocabularies.</param>
    /// <exception cref="InvalidDataException">The file is missing or is not what it should be.</exception>
    public static SubwordTokenizer LoadWordPiece(string vocabularyPath, bool lowerCase = true)
    {
        byte[] vocabulary = TextFile.ReadAllBytes(vocabularyPath);
        try
        {
            using MemoryStream stream = new(vocabulary);
            BertOptions options = new() { LowerCaseBeforeTokenization = lowerCase, RemoveNonSpacingMarks = lowerCase };
            return new(new(TokenizerKind.WordPiece, lowerCase), BertTokenizer.Create(stream, options),
                new() { [WordPieceVocabularyFile] = vocabulary });
        }
        catch (Exception e) when (e is FormatException or ArgumentException or InvalidOperationException or InvalidDataException or KeyNotFoundException)
        {
            throw new InvalidDataException(
                $"{vocabularyPath}: not a WordPiece vocabulary ({DataError.OneLine(e.Message)}); expected one piece a line with [UNK], [CLS], [SEP], [PAD] and [MASK] among them.", e);
        }
    }

    /// <summary>Every token of a byte pair encoding, in the order of its ids.</summary>
    internal IEnumerable<string> BytePairs() => ReadVocabulary(files[BpeVocabularyFile].ToArray()).OrderBy(entry => entry.Value).Select(entry => entry.Key);

    /// <inheritdoc/>
    protected override void Split(ReadOnlySpan<char> text, TokenBuffer tokens)
    {
        string clean = WellFormed(text);
        for (int start = 0; start < clean.Length;)
        {
            int end = PieceEnd(clean, start);
            foreach (EncodedToken token in inner.EncodeToTokens(clean.AsSpan(start, end - start), out _))
            {
                tokens.Add(token.Value);
            }
            start = end;
        }
    }

    /// <summary>The end of the piece that begins at start: before a space if there is one, never inside a surrogate pair.</summary>
    static int PieceEnd(string text, int start)
    {
        if (text.Length - start <= PieceLength) return text.Length;
        int space = text.LastIndexOf(' ', start + PieceLength - 1, PieceLength - 1);
        int end = space > start ? space : start + PieceLength;
        return char.IsLowSurrogate(text[end]) ? end - 1 : end;
    }

    static string WellFormed(ReadOnlySpan<char> text)
    {
        int start = 0;
        StringBuilder? clean = null;
        for (int i = 0; i < text.Length;)
        {
            bool valid = Rune.DecodeFromUtf16(text[i..], out _, out int used) == OperationStatus.Done;
            if (!valid)
            {
                clean = (clean ?? new()).Append(text[start..i]).Append(Rune.ReplacementChar);
                start = i + used;
            }
            i += used;
        }
        return clean is null ? text.ToString() : clean.Append(text[start..]).ToString();
    }

    static List<KeyValuePair<string, int>> ReadVocabulary(byte[] json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        return [.. document.RootElement.EnumerateObject().Select(entry => KeyValuePair.Create(entry.Name, entry.Value.GetInt32()))];
    }

    /// <summary>Contractions; a run of letters, of digits or of marks with the space before it; white space (Radford et al. 2019).</summary>
    [GeneratedRegex(@"'(?:[sdmt]|ll|ve|re)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+")]
    internal static partial Regex ByteLevelPieces { get; }
}
