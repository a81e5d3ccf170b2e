namespace Unroll.Benchmarks;

/// <summary>One of the two that are compared: a network over a workload, ready to take steps.</summary>
abstract class Side : IDisposable
{
    /// <summary>The side's name in tables.</summary>
    public abstract string Name { get; }

    /// <summary>Forward, backward and Adam on a batch; returns the loss before the change.</summary>
    public virtual double Train(int batch) => throw new NotSupportedException($"{Name} does not train.");

    /// <summary>Forward alone.</summary>
    public abstract void Infer(int batch);

    /// <summary>The result of <see cref="Infer"/>: the head's scores, or the layer's outputs, [tokens, width] packed.</summary>
    public abstract float[] Outputs(int batch);

    /// <summary>The loss of a batch and the gradient of every parameter under PyTorch's name, changing nothing.</summary>
    public virtual (double Loss, IReadOnlyDictionary<string, float[]> Gradients) Differentiate(int batch) =>
        throw new NotSupportedException($"{Name} does not train.");

    /// <inheritdoc/>
    public abstract void Dispose();
}
