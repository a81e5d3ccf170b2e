using Unroll.Layers;
using Unroll.Training;

namespace Unroll.Inspection.Tournaments;

/// <summary>How one classifier did.</summary>
/// <param name="Cell">Its cell.</param>
/// <param name="Seed">Its seed.</param>
/// <param name="Accuracy">Share of the measured texts whose class it predicted, 0 to 1.</param>
/// <param name="Loss">Mean cross entropy of the measured texts, in nats.</param>
/// <param name="Parameters">Numbers that training changed.</param>
/// <param name="Epochs">Epochs it was trained; 0 where its time was up before the first one's validation, and then its last weights were measured.</param>
/// <param name="Steps">Steps it was trained.</param>
/// <param name="Seconds">Time that took.</param>
public sealed record TournamentRun(CellKind Cell, ulong Seed, double Accuracy, double Loss, long Parameters, int Epochs, long Steps, double Seconds);

/// <summary>How a cell did over all seeds.</summary>
/// <param name="Cell">The cell.</param>
/// <param name="Runs">Its runs, one or more.</param>
public sealed record TournamentStanding(CellKind Cell, IReadOnlyList<TournamentRun> Runs)
{
    /// <summary>Mean accuracy, 0 to 1.</summary>
    public double Accuracy => Runs.Average(run => run.Accuracy);

    /// <summary>
    /// Where the mean over all seeds there are lies with 95 % confidence, were the accuracies normally distributed, from 0 to 1; null with one run.
    /// How many texts were measured is not in it.
    /// </summary>
    public ConfidenceInterval? Interval => Runs.Count < 2 ? null : Possible(ConfidenceInterval.OfMean([.. Runs.Select(run => run.Accuracy)]));

    /// <summary>Mean loss, in nats.</summary>
    public double Loss => Runs.Average(run => run.Loss);

    /// <summary>Mean number of epochs.</summary>
    public double Epochs => Runs.Average(run => run.Epochs);

    /// <summary>Runs whose time was up before their first epoch was trained and validated.</summary>
    public IEnumerable<TournamentRun> RunsWithoutEpoch => Runs.Where(run => run.Epochs == 0);

    /// <summary>Mean time of a run.</summary>
    public double Seconds => Runs.Average(run => run.Seconds);

    /// <summary>Numbers that training changed, the same in every run.</summary>
    public long Parameters => Runs[0].Parameters;

    static ConfidenceInterval Possible(ConfidenceInterval interval) => new(Math.Max(0, interval.Low), Math.Min(1, interval.High));
}
