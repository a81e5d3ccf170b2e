using Unroll.Kernels;

namespace Unroll.Tensors;

/// <summary>
/// One recorded computation with its own way back. A derived class checks shapes in its constructor, declares its
/// outputs with <see cref="NewOutput"/>, and holds forward, backward and a double-precision reference side by side.
/// </summary>
/// <remarks>
/// Construct and run through <see cref="Run"/>. Where no input needs a gradient, or inside an evaluation, the operation
/// runs and is forgotten.
/// </remarks>
public abstract class Operation
{
    readonly Tensor[] inputs;
    readonly StepBuffers? step = StepBuffers.Current;
    Tensor[] outputs = [];

    /// <summary>Remembers the tensors the operation reads.</summary>
    /// <param name="inputs">Every tensor that a gradient may flow to.</param>
    protected Operation(params ReadOnlySpan<Tensor> inputs)
        : this(inputs.ToArray())
    {
    }

    /// <summary>Remembers the tensors the operation reads in the array itself, which from now on is the operation's.</summary>
    private protected Operation(Tensor[] inputs)
    {
        this.inputs = inputs;
        bool recording = step is not { Purpose: StepPurpose.Evaluation };
        foreach (Tensor input in inputs)
        {
            IsRecorded |= recording && input.NeedsGradient;
        }
    }

    internal ReadOnlySpan<Tensor> Inputs => inputs;

    internal ReadOnlySpan<Tensor> Outputs => outputs;

    /// <summary>Whether a way back is wanted; when false, forward keeps nothing for it.</summary>
    protected bool IsRecorded { get; }

    /// <summary>The name that messages use.</summary>
    public virtual string Name => GetType().Name;

    /// <summary>The first (often only) output.</summary>
    protected Tensor Output => outputs[0];

    /// <summary>The step the operation runs in; null outside of steps.</summary>
    private protected StepBuffers? Step => step;

    private protected ThreadTeam Team => step?.Team ?? ThreadTeam.OfSize(1);

    /// <summary>Runs an operation and returns its first output.</summary>
    /// <param name="operation">A new operation.</param>
    public static Tensor Run(Operation operation)
    {
        operation.Forward();
        if (operation.IsRecorded)
        {
            foreach (Tensor output in operation.outputs)
            {
                output.Origin = operation;
            }
        }

        return operation.outputs[0];
    }

    /// <summary>Computes the outputs from the inputs.</summary>
    protected abstract void Forward();

    /// <summary>Adds to the gradient of every input that needs one, given the gradients of the outputs.</summary>
    protected internal abstract void Backward();

    /// <summary>Computes the outputs again in double precision, written as the formula reads: what gradients are checked against.</summary>
    /// <param name="values">Double-precision values of the inputs, and where the outputs go.</param>
    protected internal abstract void Reference(ReferenceValues values);

    /// <summary>Declares the next output; its values are arbitrary until <see cref="Forward"/> writes them all.</summary>
    /// <param name="shape">Its shape.</param>
    protected Tensor NewOutput(Shape shape)
    {
        Tensor output = new(shape, Allocate(shape.Count), step, IsRecorded);
        Array.Resize(ref outputs, outputs.Length + 1);
        outputs[^1] = output;
        return output;
    }

    /// <summary>Memory that lives as long as the outputs: for what forward keeps for backward.</summary>
    /// <param name="count">Number of floats.</param>
    private protected Memory<float> Allocate(int count) =>
        step is null ? PinnedMemory.Allocate(count) : step.Allocate(count, clear: false);

}
