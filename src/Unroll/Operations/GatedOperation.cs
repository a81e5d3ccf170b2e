using Unroll.Tensors;

namespace Unroll.Operations;

/// <summary>A recurrent operation whose gates can be read after its way forward, until its way back overwrites them.</summary>
abstract class GatedOperation : Operation
{
    private protected GatedOperation(params ReadOnlySpan<Tensor> inputs)
        : base(inputs)
    {
    }

    /// <summary>How many directions it runs.</summary>
    internal abstract int Directions { get; }

    /// <summary>The gates by name, and the panel in which each is kept for the way back.</summary>
    internal abstract IReadOnlyList<(string Name, int Panel)> Gates { get; }

    /// <summary>The values of a panel, [tokens, hidden]; only of an operation that is recorded.</summary>
    internal abstract float[] ReadPanel(int direction, int panel);
}
