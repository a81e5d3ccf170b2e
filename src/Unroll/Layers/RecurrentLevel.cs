using Unroll.Tensors;

namespace Unroll.Layers;

/// <summary>One layer of a stack, in one or both directions: what differs between fused cells and a user's own.</summary>
abstract class RecurrentLevel(int inputSize, IReadOnlyList<int> stateSizes)
{
    /// <summary>Features it reads.</summary>
    internal int InputSize => inputSize;

    /// <summary>Size of each part of a cell's state; the first is the hidden state.</summary>
    internal IReadOnlyList<int> StateSizes => stateSizes;

    /// <summary>Reads every sequence.</summary>
    /// <param name="x">InputSize features a token.</param>
    /// <param name="initial">For each direction the parts of its state, [batch, size] in the caller's order; null for zeros.</param>
    /// <returns>Outputs with the directions side by side, [tokens, directions · hidden size]; for each direction its final state.</returns>
    internal abstract (Tensor Outputs, IReadOnlyList<Tensor>[] Final) Run(Sequences x, IReadOnlyList<IReadOnlyList<Tensor>>? initial);
}
