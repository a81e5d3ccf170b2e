using Unroll.Kernels;

namespace Unroll.Training;

/// <summary>All that a run's next step depends on, except the tensors.</summary>
/// <param name="Version">Of this format.</param>
/// <param name="KernelPath">The instructions that computed it; on others the last bits may differ.</param>
/// <param name="Seed">Of the run.</param>
/// <param name="OptimizerType">Name of the optimizer's type.</param>
/// <param name="StepsInEpoch">Steps of the run's first epoch, on which schedules rely.</param>
/// <param name="Step">Steps taken, which is also the arena's step number.</param>
/// <param name="Epoch">The epoch under way, 1 for the first.</param>
/// <param name="StepInEpoch">Steps taken in it.</param>
/// <param name="LossSum">Sum of its losses so far, over items.</param>
/// <param name="Items">Its items so far.</param>
/// <param name="Correct">Those predicted rightly; null where the task does not say.</param>
/// <param name="Rate">The learning rate's full height, lowered by plateaus only.</param>
/// <param name="Plateau">What the plateau remembers.</param>
/// <param name="BestMetric">The best validation metric so far.</param>
/// <param name="BestEpoch">Its epoch.</param>
/// <param name="EpochsWithoutImprovement">Epochs since.</param>
/// <param name="LastValidation">The newest validation.</param>
/// <param name="Tokens">Real tokens seen.</param>
/// <param name="Seconds">Time taken.</param>
sealed record CheckpointState(
    int Version, KernelPath KernelPath, ulong Seed, string OptimizerType, int StepsInEpoch, long Step, int Epoch, int StepInEpoch,
    double LossSum, long Items, long? Correct, double Rate, PlateauState Plateau, double? BestMetric, int? BestEpoch, int EpochsWithoutImprovement,
    Validation? LastValidation, long Tokens, double Seconds);

/// <summary>Sums over the batches of an epoch.</summary>
/// <param name="Loss">The loss.</param>
/// <param name="Correct">Items predicted rightly; null where the task does not say.</param>
readonly record struct EpochTotals(WeightedMean Loss, long? Correct)
{
    internal double? Accuracy() => Correct is { } correct && Loss.Count > 0 ? (double)correct / Loss.Count : null;

    internal EpochTotals Plus(float loss, BatchLoss batch) => new(
        Loss.Plus(loss, batch.Items),
        batch.Correct is null ? Correct : (Correct ?? 0) + batch.Correct);
}
