using Unroll.Layers;
using Unroll.Tensors;

namespace Unroll.Tests.Layers;

/// <summary>Every recurrent layer behind one face, so that each property is written once and holds for all.</summary>
sealed class AnyLayer(CellKind kind, int inputSize, int hiddenSize, StackOptions? options, ulong seed)
{
    readonly RecurrentLayer layer = kind.CreateLayer(inputSize, hiddenSize, new(seed), options);

    internal RecurrentLayer Layer => layer;

    internal (Sequences Outputs, RecurrentState Final) Forward(Sequences x, RecurrentState? initial = null) => layer.Forward(x, initial);

    internal static AnyLayer Create(string cell, int inputSize, int hiddenSize, StackOptions? options = null, ulong seed = 7) => new(cell switch
    {
        "rnn" => CellKind.Rnn,
        "rnn-relu" => CellKind.RnnRelu,
        "lstm" => CellKind.Lstm,
        "gru" => CellKind.Gru,
        "gru-reset-before" => CellKind.GruResetBefore,
        _ => throw new ArgumentException($"Unknown cell {cell}.", nameof(cell)),
    }, inputSize, hiddenSize, options, seed);

    /// <summary>A random state for a batch; leaves that need gradients.</summary>
    internal RecurrentState RandomState(int batch, int hiddenSize, StackOptions options, ulong seed = 99)
    {
        int parts = layer is Lstm ? 2 : 1;
        List<IReadOnlyList<Tensor>> cells = [];
        for (int i = 0; i < options.Layers * (options.Bidirectional ? 2 : 1); i++)
        {
            int size = options.HiddenSizes?[i / (options.Bidirectional ? 2 : 1)] ?? hiddenSize;
            cells.Add([.. Enumerable.Range(0, parts).Select(part => Samples.Leaf([batch, size], seed + (ulong)(i * 2 + part)))]);
        }

        return layer is Lstm ? new LstmState(cells) : new RecurrentState(cells);
    }
}
