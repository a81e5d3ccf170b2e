using System.Diagnostics;

namespace Unroll.Tensors;

/// <summary>Dense float32 numbers in row-major order, with the operation they came from.</summary>
/// <remarks>
/// Operations are methods and operators declared beside their mathematics in <c>Unroll.Operations</c>.
/// A tensor made inside a step lives in the step's memory and must not be used after the step: reading it then
/// throws. <see cref="Copy"/> makes one that stays. No tensor needs disposing.
/// </remarks>
[DebuggerDisplay("{ToString(),nq}")]
public class Tensor
{
    readonly Memory<float> values;
    readonly StepBuffers? step;
    readonly long stepNumber;
    readonly bool needsGradient;
    Memory<float> gradient;

    internal Tensor(Shape shape, Memory<float> values, StepBuffers? step, bool needsGradient)
    {
        Debug.Assert(values.Length == shape.Count);
        Shape = shape;
        this.values = values;
        this.step = step;
        stepNumber = step?.Number ?? 0;
        this.needsGradient = needsGradient;
    }

    /// <summary>The sizes of the axes.</summary>
    public Shape Shape { get; }

    /// <summary>Whether <see cref="Backward"/> computes a gradient for this tensor; for a parameter not while an inspection is under way.</summary>
    public bool NeedsGradient => needsGradient && !IsOnlyRead;

    /// <summary>The numbers, row-major.</summary>
    /// <exception cref="InvalidOperationException">The tensor's step has ended.</exception>
    public ReadOnlySpan<float> Values => WritableValues;

    /// <summary>The gradient of the last <see cref="Backward"/>, row-major; empty when none has reached this tensor.</summary>
    /// <exception cref="InvalidOperationException">The tensor's step has ended.</exception>
    public ReadOnlySpan<float> Gradient => Live(gradient);

    /// <summary>The single number of a tensor with one element, such as a loss.</summary>
    /// <exception cref="InvalidOperationException">There is not exactly one element.</exception>
    public float Item => Values.Length == 1
        ? Values[0]
        : throw new InvalidOperationException($"Item reads a tensor of one element; this one is {Shape}. Index Values instead.");

    /// <summary>The operation that computed this tensor, where a gradient may flow back through it.</summary>
    internal Operation? Origin { get; set; }

    internal Span<float> WritableValues
    {
        get
        {
            BeforeAccess();
            return Live(values);
        }
    }

    internal Memory<float> Buffer
    {
        get
        {
            BeforeAccess();
            return values;
        }
    }

    /// <summary>The values as they stand, whatever has been put off.</summary>
    private protected Memory<float> RawBuffer => values;

    /// <summary>The gradient to add to; made (as zeros) when first asked for.</summary>
    internal Span<float> GradientSum
    {
        get
        {
            if (gradient.Length != values.Length)
            {
                gradient = AllocateGradient(values.Length);
            }

            return Live(gradient);
        }
    }

    internal bool HasGradient => gradient.Length == values.Length && values.Length > 0;

    /// <summary>A tensor with values of its own.</summary>
    /// <param name="values">As many as the shape has elements, row-major.</param>
    /// <param name="shape">The sizes of the axes.</param>
    /// <param name="needsGradient">True for a leaf whose gradient is wanted, such as an input under study.</param>
    /// <exception cref="ShapeMismatchException">The count of values differs from the shape's.</exception>
    public static Tensor From(ReadOnlySpan<float> values, Shape shape, bool needsGradient = false)
    {
        if (values.Length != shape.Count)
        {
            throw new ShapeMismatchException("Tensor.From", nameof(values), $"{shape.Count} numbers for {shape}", [values.Length],
                "give as many numbers as the shape has elements");
        }

        Tensor tensor = new(shape, PinnedMemory.Allocate(shape.Count), step: null, needsGradient);
        values.CopyTo(tensor.WritableValues);
        return tensor;
    }

    /// <summary>Zeros.</summary>
    /// <param name="shape">The sizes of the axes.</param>
    public static Tensor Zeros(Shape shape) => new(shape, PinnedMemory.Allocate(shape.Count), step: null, needsGradient: false);

    /// <summary>The same numbers in memory of their own: stays when the step ends, and no gradient flows back through it.</summary>
    public Tensor Copy() => From(Values, Shape);

    /// <summary>
    /// Says what a cell has just computed for some tokens, such as its forget gate, so that it is shown to whoever looks into the network.
    /// Where nobody looks it does nothing.
    /// </summary>
    /// <param name="name">The field's word for it; a name that ends in "gate" says that all numbers lie between 0 and 1.</param>
    /// <returns>This tensor, [tokens, width].</returns>
    public Tensor Named(string name)
    {
        SignalRecorder.Current?.Keep(name, Values, Shape.LastSize);
        return this;
    }

    /// <summary>Computes the gradient of this single number for every tensor it depends on and that needs one; adds to what is there.</summary>
    /// <exception cref="InvalidOperationException">Not a single number, or nothing in its history needs a gradient.</exception>
    public void Backward()
    {
        if (Shape.Count != 1)
        {
            throw new InvalidOperationException($"Backward starts from one number, such as a loss; this tensor is {Shape}. Sum it first.");
        }

        if (!NeedsGradient)
        {
            throw new InvalidOperationException("Backward: nothing that led to this number needs a gradient; was it computed in an evaluation step?");
        }

        GradientSum[0] += 1;
        Tape.BackwardFrom(this);
    }

    /// <summary>Forgets the gradient.</summary>
    public virtual void ClearGradient() => gradient.Span.Clear();

    /// <summary>Shape and type, and the number itself when there is one.</summary>
    public override string ToString() => step is { } owner && owner.Number != stepNumber
        ? $"Tensor {Shape} float32 (of step {stepNumber}, which has ended)"
        : Shape.Count == 1 ? $"Tensor {Shape} float32 = {values.Span[0]:G6}" : $"Tensor {Shape} float32";

    private protected virtual Memory<float> AllocateGradient(int count) =>
        step is null ? PinnedMemory.Allocate(count) : step.Allocate(count, clear: true);

    /// <summary>Whether the step under way leaves this tensor as it is, gradient included.</summary>
    private protected virtual bool IsOnlyRead => false;

    /// <summary>Whatever must have happened before somebody reads or writes any of the values.</summary>
    private protected virtual void BeforeAccess()
    {
    }

    Span<float> Live(Memory<float> memory)
    {
        if (step is { } owner && owner.Number != stepNumber)
        {
            throw new InvalidOperationException(
                $"This tensor {Shape} belonged to step {stepNumber}, which has ended; call Copy() inside the step to keep it.");
        }

        return memory.Span;
    }
}
