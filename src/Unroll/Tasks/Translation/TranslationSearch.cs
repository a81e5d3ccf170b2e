using Unroll.Kernels;
using Unroll.Tasks.Decoding;
using Unroll.Tensors;
using Unroll.Text;

namespace Unroll.Tasks.Translation;

/// <summary>Translates texts with a trained network: batches, search, alignment, and the way back to text.</summary>
sealed class TranslationSearch(TranslatorNetwork network, TranslatorOptions options, LanguageSide source, LanguageSide target)
{
    const int BatchSize = 64;

    // Translations longer than this against their source have lost their way.
    const int LongestRatio = 2, LongestExtra = 10;

    // Nothing is certain to mean nothing.
    static readonly Translation OfNothing = new("", LogProbability: 0, Score: 0, new([LanguageSide.End], [LanguageSide.End], [[1]]));

    /// <summary>The best translations of each text, aligned; in order of the texts, best first.</summary>
    internal IReadOnlyList<IReadOnlyList<Translation>> Translate(IReadOnlyList<string> texts, SearchOptions search, Arena arena)
    {
        string[][] units = [.. texts.Select(source.Units)];
        IReadOnlyList<Translation>[] translations = [.. Enumerable.Repeat<IReadOnlyList<Translation>>([OfNothing], texts.Count)];
        foreach (int[] positions in ByLength(units))
        {
            string[][] ofBatch = [.. positions.Select(position => units[position])];
            IReadOnlyList<Hypothesis>[] found = Search(ofBatch, search, arena);
            Alignment[] alignments = Align([.. found.SelectMany((all, i) => all.Select(hypothesis => (ofBatch[i], hypothesis.Tokens)))], arena);
            int next = 0;
            for (int i = 0; i < positions.Length; i++)
            {
                bool isCut = source.IsCut(texts[positions[i]], ofBatch[i]);
                translations[positions[i]] = [.. found[i].Select(hypothesis => ToTranslation(hypothesis, ofBatch[i], alignments[next++], isCut))];
            }
        }

        return translations;
    }

    /// <summary>The best translation of each text by a greedy search, without alignment: what a validation needs.</summary>
    internal string[] TranslateGreedily(IReadOnlyList<string> texts, Arena arena)
    {
        string[][] units = [.. texts.Select(source.Units)];
        string[] translations = [.. Enumerable.Repeat(OfNothing.Text, texts.Count)];
        foreach (int[] positions in ByLength(units))
        {
            TranslationModel model = Model([.. positions.Select(position => units[position])], arena, keepsCoverage: false);
            int[] longest = [.. positions.Select(position => Longest(units[position]))];
            Hypothesis[] found = GreedySearch.Run(model, model.Initial, LanguageSide.EndIndex, LanguageSide.EndIndex, longest, new());
            for (int i = 0; i < positions.Length; i++)
            {
                translations[positions[i]] = target.Text(target.Vocabulary.Decode(found[i].Tokens));
            }
        }

        return translations;
    }

    /// <summary>The units of the best translation of one text without end mark, and what each of them and the end mark looked at.</summary>
    internal (int[] Tokens, Alignment Alignment) TokensOf(string[] units, Arena arena)
    {
        if (units.Length == 0)
        {
            return ([], OfNothing.Alignment);
        }

        int[] tokens = Search([units], new(), arena)[0][0].Tokens;
        return (tokens, Align([(units, tokens)], arena)[0]);
    }

    // Texts of nothing stay out: what a network makes of them means nothing.
    static IEnumerable<int[]> ByLength(string[][] units) =>
        Enumerable.Range(0, units.Length).Where(i => units[i].Length > 0).OrderBy(i => units[i].Length).Chunk(BatchSize);

    IReadOnlyList<Hypothesis>[] Search(string[][] units, SearchOptions search, Arena arena)
    {
        bool covers = search.CoveragePenalty > 0;
        TranslationModel model = Model(units, arena, covers);
        return BeamSearch.Run(model, model.Initial, LanguageSide.EndIndex, LanguageSide.EndIndex, [.. units.Select(Longest)], search,
            covers ? state => TranslationModel.CoveragePenalties(state, search.CoveragePenalty) : null);
    }

    TranslationModel Model(string[][] units, Arena arena, bool keepsCoverage) => new(
        network, options, [.. units.Select(source.Ids)], [.. units.Select(ofText => EncodedPairs.CopyIds(ofText, target.Vocabulary))], arena, keepsCoverage);

    int Longest(string[] units) => Math.Min(options.MaximumTokens, LongestRatio * units.Length + LongestExtra) + 1;

    /// <summary>Reads finished translations once more, all steps at once, for the attention.</summary>
    Alignment[] Align((string[] Units, int[] Tokens)[] pairs, Arena arena)
    {
        using StepMemory step = arena.BeginEvaluation();
        EncodedSource encoded = network.Encode(TokenBatch.From([.. pairs.Select(pair => source.Ids(pair.Units))]));
        TokenBatch inputs = TokenBatch.From([.. pairs.Select(pair => (int[])[LanguageSide.EndIndex, .. pair.Tokens])]);
        Decoded decoded = network.Decode(inputs, encoded);
        return [.. pairs.Select((pair, i) => new Alignment(
            [.. pair.Units.Select(Shown), LanguageSide.End],
            [.. target.Vocabulary.Decode(pair.Tokens).Select(Shown), LanguageSide.End],
            [.. Enumerable.Range(0, pair.Tokens.Length + 1).Select(at => decoded.Weights.Values[decoded.Layout.WeightsOf(inputs.Layout.Row(i, at))].ToArray())]))];
    }

    Translation ToTranslation(Hypothesis hypothesis, string[] units, Alignment alignment, bool isCut)
    {
        string[] written = target.Vocabulary.Decode(hypothesis.Tokens);
        for (int i = 0; i < written.Length; i++)
        {
            if (hypothesis.Tokens[i] == Vocabulary.UnknownIndex)
            {
                written[i] = units[Reductions.IndexOfLargest([.. alignment.Weights[i].Take(units.Length)])];
            }
        }

        return new(target.Text(written), hypothesis.LogProbability, hypothesis.Score, alignment, isCut);
    }

    string Shown(string unit) => options.Unit == TranslationUnit.Bpe && unit != Vocabulary.Unknown ? ByteLevelAlphabet.Text([unit]) : unit;
}
