using Unroll.Tasks.Decoding;

namespace Unroll.Tests.Tasks.Decoding;

public sealed class SearchTests
{
    const int Start = 0, End = 0;

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void A_beam_of_one_is_the_greedy_search(int blocked)
    {
        for (ulong seed = 0; seed < 50; seed++)
        {
            TableModel model = new(vocabularySize: 5, seed);
            SearchOptions options = new(Beam: 1, LengthPenalty: 0.7f, BlockedNgram: blocked);
            int[] longest = [7, 1, 12];
            Hypothesis[] greedy = GreedySearch.Run(model, TableModel.Initial(3, 4, 5), Start, End, longest, options);
            Hypothesis[] beam = [.. BeamSearch.Run(model, TableModel.Initial(3, 4, 5), Start, End, longest, options).Select(all => all.Single())];
            Assert.Equal(greedy.Select(Line), beam.Select(Line));
        }
    }

    // A beam that holds every prefix loses none, so it must find what trying everything finds.
    [Theory]
    [InlineData(0f, 0f)]
    [InlineData(1f, 0f)]
    [InlineData(0.6f, 0.3f)]
    [InlineData(3f, 0f)]
    public void A_wide_beam_finds_what_an_exhaustive_search_finds(float lengthPenalty, float ofSource)
    {
        for (ulong seed = 0; seed < 20; seed++)
        {
            TableModel model = new(vocabularySize: 3, seed);
            SearchOptions options = new(Beam: 64, Best: 4, lengthPenalty);
            double[] Penalties(TableModel.State state) => [.. state.Prefixes.Select(prefix => -ofSource * prefix.Count(token => token == 2))];
            IReadOnlyList<Hypothesis> found = BeamSearch.Run(model, TableModel.Initial(1), Start, End, [5], options, Penalties)[0];
            Hypothesis[] all = [.. Everything(model, source: 1, longest: 5, options, tokens => -ofSource * tokens.Count(token => token == 2))];
            Assert.Equal(1 + 2 + 4 + 8 + 16, all.Length);
            Assert.Equal(all.OrderByDescending(hypothesis => hypothesis.Score).Take(4).Select(Line), found.Select(Line));
        }
    }

    // A narrow beam loses hypotheses: those, and only those, that a search which sorts every continuation at every step would lose.
    [Theory]
    [InlineData(1, 1f)]
    [InlineData(2, 1f)]
    [InlineData(2, 0f)]
    [InlineData(3, 0.6f)]
    [InlineData(5, 2f)]
    public void A_narrow_beam_keeps_what_sorting_every_continuation_keeps(int width, float lengthPenalty)
    {
        bool differsFromExhaustive = false;
        for (ulong seed = 0; seed < 60; seed++)
        {
            TableModel model = new(vocabularySize: 6, seed);
            SearchOptions options = new(Beam: width, Best: width, lengthPenalty);
            IReadOnlyList<Hypothesis> found = BeamSearch.Run(model, TableModel.Initial(1), Start, End, [5], options)[0];
            Assert.Equal(Sorting(model, longest: 5, options).Take(found.Count).Select(Line), found.Select(Line));
            Hypothesis best = Everything(model, source: 1, longest: 5, options, _ => 0).MaxBy(hypothesis => hypothesis.Score)!;
            differsFromExhaustive |= Line(best) != Line(found[0]);
        }

        Assert.True(differsFromExhaustive || width == 5, "These beams lose nothing, so they show nothing about what a beam may lose.");
    }

    [Fact]
    public void Sources_in_one_batch_fare_as_alone()
    {
        for (ulong seed = 0; seed < 30; seed++)
        {
            TableModel model = new(vocabularySize: 6, seed);
            SearchOptions options = new(Beam: 3, Best: 2, LengthPenalty: 1, BlockedNgram: 2);
            int[] sources = [5, 9, 2, 7], longest = [4, 9, 1, 20];
            IReadOnlyList<Hypothesis>[] together = BeamSearch.Run(model, TableModel.Initial(sources), Start, End, longest, options);
            for (int i = 0; i < sources.Length; i++)
            {
                IReadOnlyList<Hypothesis> alone = BeamSearch.Run(model, TableModel.Initial(sources[i]), Start, End, [longest[i]], options)[0];
                Assert.Equal(alone.Select(Line), together[i].Select(Line));
            }
        }
    }

    [Fact]
    public void No_group_of_tokens_occurs_twice_when_that_is_blocked()
    {
        for (ulong seed = 0; seed < 30; seed++)
        {
            TableModel model = new(vocabularySize: 3, seed);
            foreach (int n in new[] { 1, 2, 3 })
            {
                SearchOptions options = new(Beam: 2, BlockedNgram: n);
                int[] tokens = BeamSearch.Run(model, TableModel.Initial(1), Start, End, [30], options)[0][0].Tokens;
                string[] groups = [.. Enumerable.Range(0, Math.Max(0, tokens.Length - n + 1)).Select(i => string.Join(' ', tokens.Skip(i).Take(n)))];
                Assert.Equal(groups.Distinct(), groups);
            }
        }
    }

    // ((5 + 3) / 6)^2 = 16/9 and ((5 + 1) / 6)^2 = 1.
    [Fact]
    public void The_length_factor_is_that_of_the_paper()
    {
        SearchOptions options = new(LengthPenalty: 2);
        Assert.Equal(1, options.LengthFactor(1), tolerance: 1e-12);
        Assert.Equal(16.0 / 9, options.LengthFactor(3), tolerance: 1e-12);
        Assert.Equal(1, new SearchOptions(LengthPenalty: 0).LengthFactor(17), tolerance: 1e-12);
    }

    static IEnumerable<Hypothesis> Everything(TableModel model, int source, int longest, SearchOptions options, Func<int[], double> penalty)
    {
        Stack<(int[] Tokens, double Sum)> open = new([([], 0)]);
        while (open.TryPop(out (int[] Tokens, double Sum) prefix))
        {
            float[] next = model.LogProbabilities(source, [Start, .. prefix.Tokens]);
            double sum = prefix.Sum + next[End];
            yield return new(prefix.Tokens, sum, sum / Math.Pow((5.0 + prefix.Tokens.Length + 1) / 6, options.LengthPenalty) + penalty(prefix.Tokens));
            for (int token = 1; token < model.VocabularySize && prefix.Tokens.Length + 1 < longest; token++)
            {
                open.Push(([.. prefix.Tokens, token], prefix.Sum + next[token]));
            }
        }
    }

    // Wu et al. 2016 with a fixed width: of all continuations of all kept prefixes those that end are finished if they are among the
    // best "width", the best "width" others are kept; it is over when "width" are finished.
    static IEnumerable<Hypothesis> Sorting(TableModel model, int longest, SearchOptions options)
    {
        List<(int[] Tokens, double Sum)> kept = [([], 0)];
        List<Hypothesis> finished = [];
        while (kept.Count > 0 && finished.Count < options.Beam)
        {
            (int[] Tokens, int Token, double Sum)[] sorted = [.. kept.SelectMany(prefix => model.LogProbabilities(1, [Start, .. prefix.Tokens])
                .Select((score, token) => (prefix.Tokens, Token: token, Sum: prefix.Sum + score))
                .Where(next => next.Token == End || prefix.Tokens.Length + 1 < longest)).OrderByDescending(next => next.Sum)];
            finished.AddRange(sorted.Take(options.Beam).Where(next => next.Token == End).Select(next =>
                new Hypothesis(next.Tokens, next.Sum, next.Sum / Math.Pow((5.0 + next.Tokens.Length + 1) / 6, options.LengthPenalty))));
            kept = [.. sorted.Where(next => next.Token != End).Take(options.Beam).Select(next => ((int[])[.. next.Tokens, next.Token], next.Sum))];
        }

        return finished.OrderByDescending(hypothesis => hypothesis.Score);
    }

    static string Line(Hypothesis hypothesis) => FormattableString.Invariant($"{string.Join(' ', hypothesis.Tokens)}: {hypothesis.LogProbability:F9} {hypothesis.Score:F9}");
}
