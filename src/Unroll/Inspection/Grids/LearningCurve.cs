namespace Unroll.Inspection.Grids;

/// <summary>How far a network was after some samples.</summary>
/// <param name="Samples">Training samples seen.</param>
/// <param name="Loss">Mean training loss since the point before, in nats.</param>
/// <param name="Score">What the experiment measures, on samples that are never trained on.</param>
public readonly record struct CurvePoint(long Samples, double Loss, double Score);

/// <summary>How one network learned.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Parameters">How many numbers it learned.</param>
/// <param name="Points">In the order of training; one or more.</param>
public sealed record LearningCurve(string Name, long Parameters, IReadOnlyList<CurvePoint> Points);

/// <summary>What an experiment found.</summary>
/// <param name="Title">What was tried, with its sizes.</param>
/// <param name="ScoreName">What the score of a point is.</param>
/// <param name="Scale">How the score is read.</param>
/// <param name="Curves">One for each network.</param>
public sealed record ExperimentResult(string Title, string ScoreName, ScoreScale Scale, IReadOnlyList<LearningCurve> Curves);

/// <summary>How a score is read.</summary>
public enum ScoreScale
{
    /// <summary>From 0 to 1, and 1 is best.</summary>
    Share,

    /// <summary>0 or more, and less is better.</summary>
    Bits,
}

/// <summary>What an experiment has just measured.</summary>
/// <param name="Network">The network's name.</param>
/// <param name="Number">Which network it is, from 1.</param>
/// <param name="Networks">How many there are.</param>
/// <param name="Share">Share of this network's training that is done, from 0 to 1.</param>
/// <param name="Point">The point.</param>
public sealed record ExperimentProgress(string Network, int Number, int Networks, double Share, CurvePoint Point);
