using Unroll.Kernels;
using Unroll.Tensors;

namespace Unroll.Tasks.Decoding;

/// <summary>
/// Chooses the next token by chance: penalty on recent tokens (Keskar et al. 2019), then temperature, then the likeliest k (Fan et al. 2018),
/// then the likeliest that hold a share p of what is left (Holtzman et al. 2020). The n-th choice is a function of seed and n.
/// </summary>
/// <param name="options">How to choose.</param>
sealed class Sampler(SamplingOptions options)
{
    readonly RandomSource random = new RandomSource(options.Seed).Stream("sampling");

    /// <summary>Chooses a token.</summary>
    /// <param name="logProbabilities">One a token; −∞ for one that must not come.</param>
    /// <param name="recent">Tokens that the penalty is for; they may repeat.</param>
    /// <param name="choice">How many were chosen before.</param>
    internal int Choose(ReadOnlySpan<float> logProbabilities, IEnumerable<int> recent, long choice)
    {
        float[] scores = Penalised(logProbabilities, recent);
        if (options.Temperature == 0)
        {
            return Reductions.IndexOfLargest(scores);
        }

        (int Token, double Weight)[] candidates = Candidates(scores);
        // 53 random bits, uniform in [0, 1).
        double left = (random.Bits((ulong)choice) >> 11) * (1.0 / (1L << 53)) * candidates.Sum(candidate => candidate.Weight);
        foreach ((int token, double weight) in candidates)
        {
            left -= weight;
            if (left < 0)
            {
                return token;
            }
        }

        // Rounding may leave a crumb behind the last candidate.
        return candidates[^1].Token;
    }

    /// <summary>The tokens that may be chosen, likeliest first, with weights in proportion to their probabilities.</summary>
    internal (int Token, double Weight)[] Candidates(ReadOnlySpan<float> scores)
    {
        int[] order = LikeliestFirst(scores);
        int kept = Math.Min(options.TopK ?? order.Length, order.Length);
        (int, double)[] candidates = new (int, double)[kept];
        double total = 0;
        for (int i = 0; i < kept; i++)
        {
            double weight = Math.Exp((scores[order[i]] - (double)scores[order[0]]) / options.Temperature);
            candidates[i] = (order[i], weight);
            total += weight;
        }

        double share = 0;
        for (int i = 0; i < kept; i++)
        {
            share += candidates[i].Item2 / total;
            if (share >= options.TopP)
            {
                return candidates[..(i + 1)];
            }
        }

        return candidates;
    }

    // Equally likely tokens in the order of their numbers, so that the result depends on the scores alone.
    static int[] LikeliestFirst(ReadOnlySpan<float> scores)
    {
        List<(float Cost, int Token)> possible = new(scores.Length);
        for (int token = 0; token < scores.Length; token++)
        {
            if (!float.IsNegativeInfinity(scores[token]))
            {
                possible.Add((-scores[token], token));
            }
        }

        possible.Sort();
        return [.. possible.Select(candidate => candidate.Token)];
    }

    float[] Penalised(ReadOnlySpan<float> logProbabilities, IEnumerable<int> recent)
    {
        float[] scores = logProbabilities.ToArray();
        if (options.RepetitionPenalty != 1)
        {
            foreach (int token in recent.Distinct())
            {
                scores[token] *= options.RepetitionPenalty;
            }
        }

        return scores;
    }
}
