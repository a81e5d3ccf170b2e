using Unroll.Training.Probes;

namespace Unroll.Training;

/// <summary>Why a run ended.</summary>
public enum StopReason
{
    /// <summary>Every epoch was done.</summary>
    Completed,

    /// <summary>The validation had not improved for as many epochs as the patience allows.</summary>
    StoppedEarly,

    /// <summary>The seconds of <see cref="TrainingOptions.BudgetSeconds"/> were over.</summary>
    OutOfTime,
}

/// <summary>How a run went. The network holds the weights of the best epoch where there was a validation (in time), else the last ones.</summary>
/// <param name="Reason">Why it ended.</param>
/// <param name="Epochs">Epochs done; under a budget of time those whose validation ended in time.</param>
/// <param name="Steps">Steps taken.</param>
/// <param name="BestEpoch">The epoch with the best validation; null without validation.</param>
/// <param name="BestMetric">Its metric.</param>
/// <param name="Tokens">Real tokens seen.</param>
/// <param name="Elapsed">Time taken, in all sittings.</param>
/// <param name="TokensPerSecond">Speed of the last sitting, validation included.</param>
/// <param name="Time">Where the time of the last sitting went.</param>
/// <param name="History">Every epoch, first one first.</param>
/// <param name="Inspections">The steps that were looked into, first one first; none where <see cref="TrainingOptions.InspectEverySteps"/> is null.</param>
public sealed record TrainingResult(
    StopReason Reason, int Epochs, long Steps, int? BestEpoch, double? BestMetric, long Tokens, TimeSpan Elapsed, double TokensPerSecond,
    TrainingTime Time, IReadOnlyList<EpochRecord> History, IReadOnlyList<StepInspection> Inspections);

/// <summary>A run was stopped from outside; where it has a folder, it can be resumed and ends as if it had never stopped.</summary>
public sealed class TrainingCanceledException : OperationCanceledException
{
    internal TrainingCanceledException(long step, int epoch, string? checkpointPath, CancellationToken token)
        : base(
            checkpointPath is null
                ? $"Training was stopped after step {step}, in epoch {epoch}; without a run folder it cannot be resumed."
                : $"Training was stopped after step {step}, in epoch {epoch}; it can be resumed from {checkpointPath}.",
            token) =>
        (Step, Epoch, CheckpointPath) = (step, epoch, checkpointPath);

    /// <summary>Steps taken.</summary>
    public long Step { get; }

    /// <summary>The epoch under way, 1 for the first.</summary>
    public int Epoch { get; }

    /// <summary>The checkpoint; null where the run has no folder.</summary>
    public string? CheckpointPath { get; }
}
