using Unroll.Layers;
using Unroll.Tensors;

namespace Unroll.Training;

/// <summary>Trains a network: epochs, schedule, clipping, early stopping, checkpoints, exact resume.</summary>
/// <remarks>
/// Training is computing and so it is synchronous; use <c>Task.Run</c> for a thread of its own. It can be watched through
/// <see cref="IProgress{T}"/> and stopped between two steps.
/// </remarks>
/// <typeparam name="TBatch">Whatever the loss function takes.</typeparam>
public sealed class Trainer<TBatch>
{
    readonly Module network;
    readonly Func<TBatch, BatchLoss> loss;
    readonly Func<int, IReadOnlyList<TBatch>> batches;
    readonly TrainingOptions options;

    /// <summary>A trainer of one network.</summary>
    /// <param name="network">What is trained; on return it holds the result.</param>
    /// <param name="loss">The loss of a batch, computed with the network; a lone <see cref="Tensor"/> will do.</param>
    /// <param name="batches">
    /// The batches of an epoch (1 for the first): always the same for the same number, or a resumed run would differ. The
    /// list may make a batch when it is asked for; each is asked for once, in order, in a resumed epoch from the middle on.
    /// </param>
    /// <param name="options">How to train; null for the defaults.</param>
    public Trainer(Module network, Func<TBatch, BatchLoss> loss, Func<int, IReadOnlyList<TBatch>> batches, TrainingOptions? options = null) =>
        (this.network, this.loss, this.batches, this.options) = (network, loss, batches, options ?? new());

    /// <summary>
    /// Judges the network after each epoch, in evaluations of the arena it is given; null for none. With it, the weights of
    /// the best epoch are kept, and <see cref="TrainingOptions.Patience"/> stops a run that no longer improves.
    /// </summary>
    public Func<Arena, Validation>? Validate { get; init; }

    /// <summary>Which way the validation's metric gets better.</summary>
    public MetricGoal Goal { get; init; } = MetricGoal.Maximize;

    /// <summary>What one batch leaves for the next, where the loss function keeps such numbers; null where batches stand alone.</summary>
    public CarriedState? Carried { get; init; }

    /// <summary>The run's folder, for checkpoints and <c>history.jsonl</c>; null to keep nothing.</summary>
    public string? Folder { get; init; }

    /// <summary>An optimizer of the caller's own; null for the one that the options name.</summary>
    public Func<IEnumerable<Parameter>, Optimizer>? CreateOptimizer { get; init; }

    /// <summary>The clock that times the run.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Trains from the first step. What a former run has left in the folder is removed.</summary>
    /// <param name="progress">Told about every epoch, and some twenty times a second; called on this thread.</param>
    /// <param name="cancellationToken">Stops the run after the step under way, with a checkpoint where there is a folder.</param>
    /// <exception cref="TrainingCanceledException">The run was stopped; it says where the checkpoint is.</exception>
    /// <exception cref="NonFiniteLossException">A loss or gradient became NaN or infinite.</exception>
    /// <exception cref="InvalidOperationException">An option needs a validation, an epoch has no batches, or the loss depends on a parameter that the network does not hold.</exception>
    /// <exception cref="IOException">The folder cannot be written, or another run is training in it; one line.</exception>
    public TrainingResult Train(IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        using RunFolder? folder = Folder is null ? null : RunFolder.Take(Folder);
        folder?.Clear();
        return NewLoop(folder, progress).Run(cancellationToken);
    }

    /// <summary>Goes on from the folder's checkpoint, to the bits of a run that was never stopped; from the first step where there is none yet.</summary>
    /// <param name="progress">As for <see cref="Train"/>.</param>
    /// <param name="cancellationToken">As for <see cref="Train"/>.</param>
    /// <exception cref="InvalidOperationException">There is no folder, or as for <see cref="Train"/>.</exception>
    /// <exception cref="InvalidDataException">The checkpoint is damaged, or another network's or run's; one line.</exception>
    /// <exception cref="TrainingCanceledException">As for <see cref="Train"/>.</exception>
    /// <exception cref="NonFiniteLossException">As for <see cref="Train"/>.</exception>
    /// <exception cref="IOException">As for <see cref="Train"/>.</exception>
    public TrainingResult Resume(IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        using RunFolder folder = RunFolder.Take(Folder ?? throw new InvalidOperationException("Only a run with a Folder can be resumed."));
        TrainingLoop<TBatch> loop = NewLoop(folder, progress);
        loop.Restore();
        return loop.Run(cancellationToken);
    }

    TrainingLoop<TBatch> NewLoop(RunFolder? folder, IProgress<TrainingProgress>? progress)
    {
        if (Validate is null && (options.Patience is not null || options.Schedule?.Kind == ScheduleKind.Plateau))
        {
            throw new InvalidOperationException("Patience and a Plateau schedule need a validation; set Validate.");
        }

        Optimizer optimizer = CreateOptimizer?.Invoke(network.Parameters) ?? options.CreateOptimizer(network.Parameters);
        return new(network, loss, batches, options, optimizer, new(Clock, progress), new(Clock), folder) { Validate = Validate, Goal = Goal, Carried = Carried };
    }
}
