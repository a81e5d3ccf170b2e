using Unroll.Text;

namespace Unroll.Tasks.Captioning;

/// <summary>Captions to ids, ended by a mark, and back.</summary>
/// <param name="vocabulary">With <see cref="End"/> at index 1.</param>
/// <param name="mostWords">Words of a caption that are read at most.</param>
sealed class CaptionWords(Vocabulary vocabulary, int mostWords)
{
    /// <summary>The mark that ends every caption; it also begins every caption.</summary>
    internal const string End = "</s>";

    /// <summary>Its index.</summary>
    internal const int EndIndex = 1;

    static readonly WordTokenizer Tokenizer = new(lowerCase: true);

    internal Vocabulary Vocabulary => vocabulary;

    internal static CaptionWords Build(CaptionDataset training, CaptionerOptions options)
    {
        TokenCounts counts = TokenCounts.Of([.. training.SelectMany(picture => picture.Captions)], Tokenizer);
        return new(Vocabulary.Build(counts, new(options.MinimumFrequency, SpecialTokens: [End])), options.MaximumWords);
    }

    /// <summary>The words of a caption, as many as are read.</summary>
    internal string[] Words(string caption) => [.. Tokenizer.Tokenize(caption).Take(mostWords)];

    /// <summary>Ids with the end mark.</summary>
    internal int[] Ids(string caption) => [.. vocabulary.Encode(Words(caption)), EndIndex];

    /// <summary>The text that words spell.</summary>
    internal static string Text(IReadOnlyList<string> words) => TokenJoiner.Join(words, TokenizerKind.Word).Trim();
}
