using Unroll.Layers;
using Unroll.Tensors;

namespace Unroll.Tests.Layers;

/// <summary>Every recurrent layer behind one face, so that each property is written once and holds for all.</summary>
sealed class AnyLayer(CellKind kind, int inputSize, int hiddenSize, StackOptions? options, ulong seed)
{
    readonly RecurrentLayer layer = kind.CreateLayer(inputSize, hiddenSize, new(seed), options);

    internal RecurrentLayer Layer => layer;

    internal (Sequences Outputs, RecurrentState Final) Forward(Sequences x, RecurrentState? initial = null) => layer.Forward(x, initial);

    internal static AnyLayer Create(string cell, int inputSize, int hiddenSize, StackOptions? options = null, ulong seed = 7) =>
        new(CellKinds.All.Single(kind => kind.Word() == cell), inputSize, hiddenSize, options, seed);

    /// <summary>A random state for a batch; leaves that need gradients.</summary>
    internal RecurrentState RandomState(int batch, ulong seed = 99)
    {
        IReadOnlyList<Tensor>[] cells = [.. layer.StateSizes.Select(sizes => (IReadOnlyList<Tensor>)[.. sizes.Select(size => Samples.Leaf([batch, size], seed++))])];
        return layer is Lstm ? new LstmState(cells) : new RecurrentState(cells);
    }
}
