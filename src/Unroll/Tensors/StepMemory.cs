namespace Unroll.Tensors;

/// <summary>A step under way; disposing it ends the step and recycles all that was computed inside.</summary>
public readonly record struct StepMemory : IDisposable
{
    readonly StepBuffers? buffers;
    readonly long number;

    internal StepMemory(StepBuffers buffers, long number) => (this.buffers, this.number) = (buffers, number);

    /// <summary>Ends the step; a second time does nothing.</summary>
    public void Dispose() => buffers?.End(number);
}
