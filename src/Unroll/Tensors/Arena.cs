using Unroll.Kernels;

namespace Unroll.Tensors;

/// <summary>
/// The memory and the threads of a training or inference loop. Everything computed inside a step lives in the arena's
/// buffers and is given back as a whole when the step ends, so a loop in its stride allocates almost nothing.
/// </summary>
/// <example><code>
/// using StepMemory step = arena.BeginStep();
/// Tensor loss = network.Loss(batch);
/// loss.Backward();
/// </code></example>
public sealed class Arena
{
    readonly StepBuffers memory;

    /// <summary>An arena for one loop; use one per thread that runs a loop of its own.</summary>
    /// <param name="threads">Threads a step may use, 1 or more; null for every core this process may use. Results do not depend on it.</param>
    /// <param name="stepNumber">Number of steps already taken, when a run is resumed; randomness inside a step follows from its number.</param>
    /// <exception cref="ArgumentOutOfRangeException">threads is less than 1 or stepNumber negative.</exception>
    public Arena(int? threads = null, long stepNumber = 0)
    {
        int count = threads ?? Environment.ProcessorCount;
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1, nameof(threads));
        ArgumentOutOfRangeException.ThrowIfNegative(stepNumber);
        memory = new StepBuffers(ThreadTeam.OfSize(count));
        StepNumber = stepNumber;
    }

    /// <summary>How many training steps have begun.</summary>
    public long StepNumber { get; private set; }

    /// <summary>Threads a step may use.</summary>
    public int Threads => memory.Team.Size;

    /// <summary>Numbers that fit into the memory held for the steps to come.</summary>
    internal long Capacity => memory.Capacity;

    /// <summary>Begins a training step: gradients are recorded and dropout is active until the step is disposed.</summary>
    /// <exception cref="InvalidOperationException">A step is already under way on this thread or in this arena.</exception>
    public StepMemory BeginStep()
    {
        StepMemory step = memory.Begin(StepPurpose.Training, trainingStep: StepNumber + 1);
        StepNumber++;
        return step;
    }

    /// <summary>Begins an evaluation: nothing is recorded and dropout is off until it is disposed.</summary>
    /// <exception cref="InvalidOperationException">A step is already under way on this thread or in this arena.</exception>
    public StepMemory BeginEvaluation() => memory.Begin(StepPurpose.Evaluation, trainingStep: StepNumber);

    /// <summary>
    /// Begins an inspection: dropout is off as in an evaluation, yet gradients are recorded for tensors made with
    /// <c>needsGradient</c>. Parameters get none, so several threads may look into one network at once.
    /// </summary>
    /// <exception cref="InvalidOperationException">A step is already under way on this thread or in this arena.</exception>
    public StepMemory BeginInspection() => memory.Begin(StepPurpose.Inspection, trainingStep: StepNumber);
}
