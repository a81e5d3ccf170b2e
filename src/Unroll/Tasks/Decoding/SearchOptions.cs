using Unroll.Training;

namespace Unroll.Tasks.Decoding;

/// <summary>How the most probable continuation is searched for.</summary>
/// <param name="Beam">Hypotheses kept at each step; 1 or more. 1 is greedy.</param>
/// <param name="Best">Finished hypotheses that are returned at most, best first; from 1 to Beam.</param>
/// <param name="LengthPenalty">α: a score is the log-probability divided by ((5 + length) / 6)^α (Wu et al. 2016); 0 or more, 0 for none.</param>
/// <param name="CoveragePenalty">β: weight of Σ ln min(1, attention a source token got in all), added to the score (Wu et al. 2016); 0 or more, 0 for none.</param>
/// <param name="BlockedNgram">No group of so many tokens occurs twice in a hypothesis; 0 for no such rule.</param>
public sealed record SearchOptions(int Beam = 5, int Best = 1, float LengthPenalty = 1, float CoveragePenalty = 0, int BlockedNgram = 0)
{
    /// <summary>Hypotheses kept at each step; 1 or more.</summary>
    public int Beam { get; init => field = AtLeast(1, value, nameof(Beam)); } = AtLeast(1, Beam, nameof(Beam));

    /// <summary>Finished hypotheses that are returned at most; 1 or more.</summary>
    public int Best { get; init => field = AtLeast(1, value, nameof(Best)); } = AtLeast(1, Best, nameof(Best));

    /// <summary>α; 0 or more.</summary>
    public float LengthPenalty { get; init => field = Limits.AtLeastZero(value, nameof(LengthPenalty)); } = Limits.AtLeastZero(LengthPenalty, nameof(LengthPenalty));

    /// <summary>β; 0 or more.</summary>
    public float CoveragePenalty { get; init => field = Limits.AtLeastZero(value, nameof(CoveragePenalty)); } = Limits.AtLeastZero(CoveragePenalty, nameof(CoveragePenalty));

    /// <summary>Length of the groups that may not repeat; 0 for no such rule.</summary>
    public int BlockedNgram { get; init => field = AtLeast(0, value, nameof(BlockedNgram)); } = AtLeast(0, BlockedNgram, nameof(BlockedNgram));

    /// <summary>What a log-probability is divided by.</summary>
    /// <param name="length">Tokens, the end mark included.</param>
    internal double LengthFactor(int length) => Math.Pow((5.0 + length) / 6, LengthPenalty);

    static int AtLeast(int least, int value, string name) => value >= least ? value
        : throw new ArgumentOutOfRangeException(name, value, $"{name} must be {least} or more.");
}
