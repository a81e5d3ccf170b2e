using Unroll.Tensors;

namespace Unroll.Training;

/// <summary>What a batch gave. A lone loss converts to it.</summary>
/// <param name="Loss">The mean loss over the batch's items, one number.</param>
/// <param name="Items">Items in the batch: the weight of its loss in the epoch's mean.</param>
/// <param name="Correct">Items predicted rightly; null where that means nothing.</param>
/// <param name="Tokens">Real tokens in the batch, for the speed.</param>
public readonly record struct BatchLoss(Tensor Loss, int Items = 1, int? Correct = null, int Tokens = 0)
{
    /// <summary>A batch of which only the loss is known.</summary>
    /// <param name="loss">One number.</param>
    public static implicit operator BatchLoss(Tensor loss) => new(loss);

    /// <summary>A batch of which only the loss is known.</summary>
    /// <param name="loss">One number.</param>
    public static BatchLoss FromTensor(Tensor loss) => loss;
}

/// <summary>What a validation gave.</summary>
/// <param name="Metric">The number that decides which epoch is the best.</param>
/// <param name="Loss">The mean loss, where known.</param>
public sealed record Validation(double Metric, double? Loss = null);

/// <summary>Where a run stands.</summary>
/// <param name="Epoch">1 for the first.</param>
/// <param name="Epochs">How many there will be, unless training stops early or its time is up.</param>
/// <param name="Step">Steps taken since the run began, in all its sittings.</param>
/// <param name="StepInEpoch">Steps taken in this epoch.</param>
/// <param name="StepsInEpoch">Steps that this epoch has.</param>
/// <param name="Loss">Mean loss of this epoch so far.</param>
/// <param name="Accuracy">Share predicted rightly in this epoch so far; null where the task does not say.</param>
/// <param name="LearningRate">Of the last step.</param>
/// <param name="GradientNorm">Of the last step, before clipping.</param>
/// <param name="Tokens">Real tokens seen since the run began.</param>
/// <param name="TokensPerSecond">Speed of this sitting.</param>
/// <param name="Elapsed">Time since the run began, in all its sittings.</param>
/// <param name="Remaining">Estimate of the time left if no epoch is saved by stopping early.</param>
/// <param name="LastValidation">The newest validation; null before the first.</param>
/// <param name="BestMetric">The best validation metric so far; null before the first.</param>
public sealed record TrainingProgress(
    int Epoch, int Epochs, long Step, int StepInEpoch, int StepsInEpoch, double Loss, double? Accuracy, double LearningRate,
    double GradientNorm, long Tokens, double TokensPerSecond, TimeSpan Elapsed, TimeSpan Remaining, Validation? LastValidation, double? BestMetric);

/// <summary>One line of <c>history.jsonl</c>: an epoch that is done.</summary>
/// <param name="Epoch">1 for the first.</param>
/// <param name="Step">Steps taken since the run began.</param>
/// <param name="LearningRate">Of the epoch's last step.</param>
/// <param name="Loss">Mean training loss of the epoch, in nats.</param>
/// <param name="Accuracy">Training accuracy of the epoch; null where the task does not say.</param>
/// <param name="Metric">The validation metric; null without validation.</param>
/// <param name="ValidationLoss">The validation loss; null where not known.</param>
/// <param name="IsBest">Whether the metric was the best so far.</param>
/// <param name="Tokens">Real tokens seen since the run began.</param>
/// <param name="Seconds">Time since the run began, in all its sittings.</param>
public sealed record EpochRecord(
    int Epoch, long Step, double LearningRate, double Loss, double? Accuracy, double? Metric, double? ValidationLoss, bool IsBest, long Tokens,
    double Seconds);
