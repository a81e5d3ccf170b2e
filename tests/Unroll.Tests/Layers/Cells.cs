using Unroll.Layers;
using Unroll.Tensors;

namespace Unroll.Tests.Layers;

/// <summary>Every recurrent layer behind one face, so that each property is written once and holds for all.</summary>
sealed class AnyLayer(RecurrentLayer layer, Func<Sequences, RecurrentState?, (Sequences Outputs, RecurrentState Final)> forward)
{
    internal RecurrentLayer Layer => layer;

    internal (Sequences Outputs, RecurrentState Final) Forward(Sequences x, RecurrentState? initial = null) => forward(x, initial);

    internal static AnyLayer Create(string cell, int inputSize, int hiddenSize, StackOptions? options = null, ulong seed = 7)
    {
        RandomSource random = new(seed);
        switch (cell)
        {
            case "rnn":
            case "rnn-relu":
                Rnn rnn = new(inputSize, hiddenSize, random, cell == "rnn" ? RnnActivation.Tanh : RnnActivation.Relu, options);
                return new(rnn, rnn.Forward);
            case "lstm":
                Lstm lstm = new(inputSize, hiddenSize, random, options);
                return new(lstm, (x, initial) => lstm.Forward(x, (LstmState?)initial));
            case "gru":
                Gru gru = new(inputSize, hiddenSize, random, options);
                return new(gru, gru.Forward);
            case "gru-reset-before":
                Recurrent recurrent = new(inputSize, hiddenSize, random,
                    (place, source) => new ResetBeforeGruCell(place.InputSize, place.HiddenSize, source), options);
                return new(recurrent, recurrent.Forward);
            default:
                throw new ArgumentException($"Unknown cell {cell}.", nameof(cell));
        }
    }

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
