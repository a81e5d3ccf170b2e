using Unroll.Text;

namespace Unroll.Tasks.Translation;

/// <summary>One of a translator's two languages: texts to ids, ended by a mark, and back.</summary>
/// <param name="tokenizer">Cuts texts.</param>
/// <param name="vocabulary">With <see cref="End"/> at index 1.</param>
/// <param name="options">Letter case and length.</param>
sealed class LanguageSide(Tokenizer tokenizer, Vocabulary vocabulary, TranslatorOptions options)
{
    /// <summary>The mark that ends every text; it also begins every translation.</summary>
    internal const string End = "</s>";

    /// <summary>Its index.</summary>
    internal const int EndIndex = 1;

    internal Tokenizer Tokenizer => tokenizer;

    internal Vocabulary Vocabulary => vocabulary;

    /// <summary>The units of a text as they stand in it, as many as are read; without end mark.</summary>
    internal string[] Units(string text) => [.. All(text).Take(options.MaximumTokens)];

    /// <summary>How many units a text has, those included that are not read.</summary>
    internal int CountUnits(string text) => All(text).Count;

    /// <summary>Whether a text has more units than are read.</summary>
    /// <param name="text">The text.</param>
    /// <param name="units">What <see cref="Units"/> made of it.</param>
    internal bool IsCut(string text, string[] units) => units.Length == options.MaximumTokens && All(text).Count > units.Length;

    /// <summary>Ids with the end mark.</summary>
    internal int[] Ids(string[] units) => [.. vocabulary.Encode(units), EndIndex];

    /// <summary>Ids with the end mark.</summary>
    internal int[] Ids(string text) => Ids(Units(text));

    /// <summary>The text that units spell.</summary>
    internal string Text(IReadOnlyList<string> units) => TokenJoiner.Join(units, tokenizer.Description.Kind).Trim();

    IReadOnlyList<string> All(string text) => tokenizer.Tokenize(options.LowerCase ? text.ToLowerInvariant() : text);

    /// <summary>Both languages as training texts give them.</summary>
    internal static (LanguageSide Source, LanguageSide Target) Build(ParallelDataset training, TranslatorOptions options)
    {
        string[] sources = [.. training.Select(pair => Cased(pair.Source))], targets = [.. training.Select(pair => Cased(pair.Target))];
        if (options.SharedVocabulary)
        {
            LanguageSide both = Build([.. sources, .. targets], options);
            return (both, both);
        }

        return (Build(sources, options), Build(targets, options));

        string Cased(string text) => options.LowerCase ? text.ToLowerInvariant() : text;
    }

    static LanguageSide Build(string[] texts, TranslatorOptions options)
    {
        Tokenizer tokenizer = options.Unit == TranslationUnit.Bpe ? LearnedPairs(texts, options.Merges) : new WordTokenizer(options.LowerCase);
        TokenCounts counts = TokenCounts.Of(texts, tokenizer);
        return new(tokenizer, Vocabulary.Build(counts, new(options.MinimumFrequency, options.MaximumVocabulary, [End])), options);
    }

    static SubwordTokenizer LearnedPairs(string[] texts, int merges)
    {
        BpeTrainer trainer = new();
        foreach (string text in texts)
        {
            trainer.Add(text);
        }

        return trainer.Train(merges);
    }
}
