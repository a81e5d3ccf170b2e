namespace Unroll.Tasks.Decoding;

/// <summary>Keeps the best hypotheses at each step; many sources at once, each the same as alone.</summary>
static class BeamSearch
{
    /// <summary>The best continuations for each row of the state.</summary>
    /// <param name="model">What scores tokens.</param>
    /// <param name="initial">The state to begin with, one row a source.</param>
    /// <param name="start">The token that is read first.</param>
    /// <param name="end">The token that ends a hypothesis.</param>
    /// <param name="longest">For each source, tokens at most, the end mark included; 1 or more.</param>
    /// <param name="options">Width, penalties, repetition rule.</param>
    /// <param name="penalties">What to add to the score of a hypothesis that ends with a row's state, 0 or less; null for nothing.</param>
    /// <returns>For each source its hypotheses, best first.</returns>
    /// <exception cref="ArgumentException">More are asked for than the beam holds.</exception>
    internal static IReadOnlyList<Hypothesis>[] Run<TState>(
        IStepModel<TState> model, TState initial, int start, int end, ReadOnlySpan<int> longest, SearchOptions options, Func<TState, double[]>? penalties = null)
    {
        if (options.Best > options.Beam)
        {
            throw new ArgumentException($"A beam of {options.Beam} cannot give the best {options.Best}; make Beam as large as Best.", nameof(options));
        }

        Beam[] beams = [.. longest.ToArray().Select(limit => new Beam(options, end, limit))];
        TState state = initial;
        while (beams.Any(beam => beam.Live.Count > 0))
        {
            int[] tokens = [.. beams.SelectMany(beam => beam.Live).Select(hypothesis => hypothesis.Tokens is [.., var last] ? last : start)];
            (float[] scores, TState next) = model.Step(tokens, state);
            double[] ofRows = penalties?.Invoke(next) ?? [];
            List<int> rows = [];
            int row = 0;
            foreach (Beam beam in beams)
            {
                int live = beam.Live.Count;
                if (live > 0)
                {
                    int first = row;
                    int[] parents = beam.Advance(
                        scores.AsSpan(first * model.VocabularySize, live * model.VocabularySize), ofRows.Length == 0 ? [] : ofRows.AsSpan(first, live));
                    rows.AddRange(parents.Select(parent => first + parent));
                    row += live;
                }
            }

            state = model.Select(next, rows.ToArray());
        }

        return [.. beams.Select(beam => beam.Best)];
    }
}
