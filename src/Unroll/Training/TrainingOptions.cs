using Unroll.Tensors;

namespace Unroll.Training;

/// <summary>The optimizers that options can name.</summary>
public enum OptimizerKind
{
    /// <summary><see cref="Training.Sgd"/>.</summary>
    Sgd,

    /// <summary><see cref="Training.Adam"/>.</summary>
    Adam,

    /// <summary><see cref="Training.AdamW"/>.</summary>
    AdamW,

    /// <summary><see cref="Training.RmsProp"/>.</summary>
    RmsProp,

    /// <summary><see cref="Training.AveragedSgd"/>: Sgd whose mean begins when the validation stops improving.</summary>
    AveragedSgd,
}

/// <summary>How a <see cref="Trainer{TBatch}"/> trains.</summary>
/// <param name="Epochs">Complete passes over the training data; 1 or more.</param>
/// <param name="LearningRate">Step size, above 0; the highest one where a schedule changes it.</param>
/// <param name="Optimizer">What changes the parameters.</param>
/// <param name="Momentum">Of Sgd and RmsProp, from 0 to below 1.</param>
/// <param name="WeightDecay">Pull towards 0, 0 or more; null for the optimizer's own default: 0.01 for AdamW, otherwise 0.</param>
/// <param name="Schedule">How the learning rate changes; null for not at all.</param>
/// <param name="ClipNorm">Longest norm of all gradients together, above 0; null for no limit.</param>
/// <param name="Patience">Epochs in a row without a better validation after which training stops, 1 or more; null for never.</param>
/// <param name="CheckpointEverySteps">Steps between checkpoints, 1 or more; null for no count of steps.</param>
/// <param name="CheckpointEverySeconds">Seconds between checkpoints, above 0; null for no clock.</param>
/// <param name="Seed">Where all randomness of the run starts; a resumed run must have the same.</param>
/// <param name="Threads">Threads to use, 1 or more; null for every core. Results do not depend on it.</param>
/// <param name="AveragingPatience">Of AveragedSgd: epochs without a better validation after which the mean begins; 1 or more.</param>
/// <param name="InspectEverySteps">Steps between two looks into the recurrent layers (gradients, gates, updates), 1 or more; null for none.
/// Results do not depend on it.</param>
/// <param name="BudgetSeconds">Seconds after which training ends, validations and all sittings of the run included, above 0; null for no
/// limit. Only an epoch whose validation ends in time counts, and schedules come down with the time. Results then depend on how fast the machine is.</param>
/// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
public sealed record TrainingOptions(
    int Epochs = 10,
    double LearningRate = 1e-3,
    OptimizerKind Optimizer = OptimizerKind.Adam,
    double Momentum = 0,
    double? WeightDecay = null,
    ScheduleOptions? Schedule = null,
    double? ClipNorm = null,
    int? Patience = null,
    int? CheckpointEverySteps = null,
    double? CheckpointEverySeconds = 30,
    ulong Seed = 0,
    int? Threads = null,
    int AveragingPatience = 5,
    int? InspectEverySteps = null,
    double? BudgetSeconds = null)
{
    /// <summary>Complete passes over the training data; 1 or more.</summary>
    public int Epochs { get; init => field = Limits.AtLeastOne(value, nameof(Epochs)); } = Limits.AtLeastOne(Epochs, nameof(Epochs));

    /// <summary>Step size, above 0; the highest one where a schedule changes it.</summary>
    public double LearningRate { get; init => field = Limits.AboveZero(value, nameof(LearningRate)); } = Limits.AboveZero(LearningRate, nameof(LearningRate));

    /// <summary>Of Sgd and RmsProp, from 0 to below 1.</summary>
    public double Momentum { get; init => field = Limits.BelowOne(value, nameof(Momentum)); } = Limits.BelowOne(Momentum, nameof(Momentum));

    /// <summary>Pull towards 0, 0 or more; null for the optimizer's own default.</summary>
    public double? WeightDecay { get; init => field = value is { } decay ? Limits.AtLeastZero(decay, nameof(WeightDecay)) : null; } =
        WeightDecay is { } decay ? Limits.AtLeastZero(decay, nameof(WeightDecay)) : null;

    /// <summary>Longest norm of all gradients together, above 0; null for no limit.</summary>
    public double? ClipNorm { get; init => field = value is { } norm ? Limits.AboveZero(norm, nameof(ClipNorm)) : null; } =
        ClipNorm is { } limit ? Limits.AboveZero(limit, nameof(ClipNorm)) : null;

    /// <summary>Epochs in a row without a better validation after which training stops, 1 or more; null for never.</summary>
    public int? Patience { get; init => field = value is { } epochs ? Limits.AtLeastOne(epochs, nameof(Patience)) : null; } =
        Patience is { } epochs ? Limits.AtLeastOne(epochs, nameof(Patience)) : null;

    /// <summary>Steps between checkpoints, 1 or more; null for no count of steps.</summary>
    public int? CheckpointEverySteps { get; init => field = value is { } steps ? Limits.AtLeastOne(steps, nameof(CheckpointEverySteps)) : null; } =
        CheckpointEverySteps is { } steps ? Limits.AtLeastOne(steps, nameof(CheckpointEverySteps)) : null;

    /// <summary>Seconds between checkpoints, above 0; null for no clock.</summary>
    public double? CheckpointEverySeconds { get; init => field = value is { } seconds ? Limits.AboveZero(seconds, nameof(CheckpointEverySeconds)) : null; } =
        CheckpointEverySeconds is { } seconds ? Limits.AboveZero(seconds, nameof(CheckpointEverySeconds)) : null;

    /// <summary>Threads to use, 1 or more; null for every core.</summary>
    public int? Threads { get; init => field = value is { } threads ? Limits.AtLeastOne(threads, nameof(Threads)) : null; } =
        Threads is { } threads ? Limits.AtLeastOne(threads, nameof(Threads)) : null;

    /// <summary>Of AveragedSgd: epochs without a better validation after which the mean begins; 1 or more.</summary>
    public int AveragingPatience { get; init => field = Limits.AtLeastOne(value, nameof(AveragingPatience)); } =
        Limits.AtLeastOne(AveragingPatience, nameof(AveragingPatience));

    /// <summary>Steps between two looks into the recurrent layers, 1 or more; null for none.</summary>
    public int? InspectEverySteps { get; init => field = value is { } steps ? Limits.AtLeastOne(steps, nameof(InspectEverySteps)) : null; } =
        InspectEverySteps is { } every ? Limits.AtLeastOne(every, nameof(InspectEverySteps)) : null;

    /// <summary>Seconds after which training ends, above 0; null for no limit.</summary>
    public double? BudgetSeconds { get; init => field = value is { } seconds ? Limits.AboveZero(seconds, nameof(BudgetSeconds)) : null; } =
        BudgetSeconds is { } budget ? Limits.AboveZero(budget, nameof(BudgetSeconds)) : null;

    /// <summary>The optimizer that the options describe.</summary>
    /// <param name="parameters">What it changes.</param>
    /// <exception cref="ArgumentOutOfRangeException">The kind is unknown.</exception>
    public Optimizer CreateOptimizer(IEnumerable<Parameter> parameters) => Optimizer switch
    {
        OptimizerKind.Sgd => new Sgd(parameters, LearningRate, Momentum, weightDecay: WeightDecay ?? 0),
        OptimizerKind.Adam => new Adam(parameters, LearningRate, weightDecay: WeightDecay ?? 0),
        OptimizerKind.AdamW => new AdamW(parameters, LearningRate, weightDecay: WeightDecay ?? 1e-2),
        OptimizerKind.RmsProp => new RmsProp(parameters, LearningRate, weightDecay: WeightDecay ?? 0, momentum: Momentum),
        OptimizerKind.AveragedSgd => new AveragedSgd(parameters, LearningRate, decayTerm: 0, averageFrom: long.MaxValue, weightDecay: WeightDecay ?? 0)
        {
            AveragingPatience = AveragingPatience,
        },
        _ => throw new ArgumentOutOfRangeException(nameof(parameters), Optimizer, "Unknown optimizer; known are Sgd, Adam, AdamW, RmsProp and AveragedSgd."),
    };
}
