using Unroll.Kernels;

namespace Unroll.Tasks.Decoding;

/// <summary>Takes the most probable token at each step; many hypotheses at once, each the same as alone.</summary>
static class GreedySearch
{
    /// <summary>One continuation for each row of the state.</summary>
    /// <param name="model">What scores tokens.</param>
    /// <param name="initial">The state to begin with.</param>
    /// <param name="start">The token that is read first.</param>
    /// <param name="end">The token that ends a hypothesis.</param>
    /// <param name="longest">For each row, tokens at most, the end mark included; 1 or more.</param>
    /// <param name="options">Length penalty and repetition rule; the beam is not used.</param>
    internal static Hypothesis[] Run<TState>(IStepModel<TState> model, TState initial, int start, int end, ReadOnlySpan<int> longest, SearchOptions options)
    {
        int[] limits = longest.ToArray();
        Hypothesis[] finished = new Hypothesis[limits.Length];
        List<int>[] tokens = [.. limits.Select(_ => new List<int>())];
        double[] sums = new double[limits.Length];
        int[] running = [.. Enumerable.Range(0, limits.Length)];
        TState state = initial;
        while (running.Length > 0)
        {
            (float[] scores, TState next) = model.Step([.. running.Select(i => tokens[i].Count == 0 ? start : tokens[i][^1])], state);
            List<int> rows = [];
            for (int row = 0; row < running.Length; row++)
            {
                int i = running[row];
                Span<float> ofRow = scores.AsSpan(row * model.VocabularySize, model.VocabularySize);
                RepeatedNgrams.Block(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(tokens[i]), options.BlockedNgram, ofRow);
                int best = tokens[i].Count + 1 == limits[i] ? end : Reductions.IndexOfLargest(ofRow);
                sums[i] += ofRow[best];
                if (best == end)
                {
                    finished[i] = new([.. tokens[i]], sums[i], sums[i] / options.LengthFactor(tokens[i].Count + 1));
                    continue;
                }

                tokens[i].Add(best);
                rows.Add(row);
            }

            running = [.. rows.Select(row => running[row])];
            state = model.Select(next, rows.ToArray());
        }

        return finished;
    }
}
