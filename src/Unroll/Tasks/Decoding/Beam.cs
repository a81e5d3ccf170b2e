namespace Unroll.Tasks.Decoding;

/// <summary>The hypotheses of one source: those still growing and those that are finished.</summary>
/// <param name="options">How many are kept, and how they are ranked.</param>
/// <param name="end">The token that ends a hypothesis.</param>
/// <param name="longest">Tokens of a hypothesis at most, the end mark included.</param>
sealed class Beam(SearchOptions options, int end, int longest)
{
    readonly List<Hypothesis> finished = [];

    /// <summary>The growing hypotheses, best first; empty when the search is over.</summary>
    internal IReadOnlyList<Growing> Live { get; private set; } = [new([], 0)];

    /// <summary>The best finished ones, best first; of equals the one found first.</summary>
    internal IReadOnlyList<Hypothesis> Best => [.. finished.OrderByDescending(hypothesis => hypothesis.Score).Take(options.Best)];

    /// <summary>Grows every hypothesis by a token and keeps the best.</summary>
    /// <param name="logProbabilities">Of the next token, [live, vocabulary]; blocked ones are changed in place.</param>
    /// <param name="penalties">Added to the score of a hypothesis that ends now, one for each live one, 0 or less; empty for none.</param>
    /// <returns>For each hypothesis that goes on, the index of the one it came from.</returns>
    internal int[] Advance(Span<float> logProbabilities, ReadOnlySpan<double> penalties)
    {
        List<int> parents = [];
        List<Growing> next = [];
        int rank = 0;
        foreach ((int parent, int token, double sum) in Candidates(logProbabilities))
        {
            Growing from = Live[parent];
            if (token == end && rank < options.Beam)
            {
                double penalty = penalties.IsEmpty ? 0 : penalties[parent];
                finished.Add(new(from.Tokens, sum, sum / options.LengthFactor(from.Tokens.Length + 1) + penalty));
            }
            else if (token != end && next.Count < options.Beam)
            {
                next.Add(new([.. from.Tokens, token], sum));
                parents.Add(parent);
            }

            rank++;
        }

        Live = next;
        if (IsOver())
        {
            Live = [];
            return [];
        }

        return [.. parents];
    }

    // A log-probability only falls and penalties are never positive, so no hypothesis can end above this bound.
    bool IsOver()
    {
        if (Live.Count == 0 || finished.Count >= options.Beam)
        {
            return true;
        }

        return finished.Count >= options.Best && Live[0].LogProbability / options.LengthFactor(longest) <= Best[options.Best - 1].Score;
    }

    /// <summary>The best continuations of all hypotheses; twice the beam, since up to a beam of them may end.</summary>
    List<(int Parent, int Token, double Sum)> Candidates(Span<float> logProbabilities)
    {
        int vocabulary = logProbabilities.Length / Live.Count, most = 2 * options.Beam;
        List<(int Parent, int Token, double Sum)> best = new(most + 1);
        for (int parent = 0; parent < Live.Count; parent++)
        {
            Span<float> ofParent = logProbabilities.Slice(parent * vocabulary, vocabulary);
            RepeatedNgrams.Block(Live[parent].Tokens, options.BlockedNgram, ofParent);
            bool mustEnd = Live[parent].Tokens.Length + 1 == longest;
            for (int token = mustEnd ? end : 0; token < (mustEnd ? end + 1 : vocabulary); token++)
            {
                double sum = Live[parent].LogProbability + ofParent[token];
                if (!double.IsNegativeInfinity(sum) && (best.Count < most || sum > best[^1].Sum))
                {
                    Insert(best, (parent, token, sum), most);
                }
            }
        }

        return best;
    }

    // Behind those that are as good: the earlier parent and the lower token come first.
    static void Insert(List<(int Parent, int Token, double Sum)> best, (int Parent, int Token, double Sum) candidate, int most)
    {
        int at = best.Count;
        while (at > 0 && best[at - 1].Sum < candidate.Sum)
        {
            at--;
        }

        best.Insert(at, candidate);
        if (best.Count > most)
        {
            best.RemoveAt(most);
        }
    }

    /// <summary>A hypothesis that has not ended.</summary>
    internal readonly record struct Growing(int[] Tokens, double LogProbability);
}
