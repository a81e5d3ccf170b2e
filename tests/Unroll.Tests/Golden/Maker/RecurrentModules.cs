using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.utils.rnn;

namespace Unroll.GoldenMaker;

enum CellKind
{
    RnnTanh,
    RnnRelu,
    Lstm,
    Gru,
}

/// <summary>A recurrent layer's kind and sizes; Directions is 2 for a bidirectional layer.</summary>
sealed record RecurrentSizes(CellKind Cell, int Inputs, int Hidden, int Layers = 1, int Directions = 1);

/// <summary>libtorch's four recurrent layers behind one signature.</summary>
static class RecurrentModules
{
    public static string FileName(CellKind cell) => cell switch
    {
        CellKind.RnnTanh => "rnn_tanh",
        CellKind.RnnRelu => "rnn_relu",
        CellKind.Lstm => "lstm",
        CellKind.Gru => "gru",
        _ => throw Unknown(cell),
    };

    public static nn.Module Create(RecurrentSizes sizes, ScalarType precision)
    {
        (int inputs, int hidden, int layers, bool bidirectional) = (sizes.Inputs, sizes.Hidden, sizes.Layers, sizes.Directions == 2);
        return sizes.Cell switch
        {
            CellKind.RnnTanh => Rnn(nn.NonLinearities.Tanh),
            CellKind.RnnRelu => Rnn(nn.NonLinearities.ReLU),
            CellKind.Lstm => nn.LSTM(inputs, hidden, layers, batchFirst: true, bidirectional: bidirectional, dtype: precision),
            CellKind.Gru => nn.GRU(inputs, hidden, layers, batchFirst: true, bidirectional: bidirectional, dtype: precision),
            _ => throw Unknown(sizes.Cell),
        };

        nn.Module Rnn(nn.NonLinearities activation) =>
            nn.RNN(inputs, hidden, layers, activation, batchFirst: true, bidirectional: bidirectional, dtype: precision);
    }

    /// <summary>Runs a layer over a padded batch in the caller's order, by way of libtorch's packed sequences.</summary>
    /// <param name="module">What <see cref="Create"/> made.</param>
    /// <param name="x">Inputs, [batch, steps, inputs].</param>
    /// <param name="lengths">Real steps of each sequence, [batch].</param>
    /// <param name="h0">Hidden state before the first step, [layers · directions, batch, hidden].</param>
    /// <param name="c0">The same for the cell state of an LSTM, and null for every other cell.</param>
    /// <returns>y [batch, steps, hidden · directions], 0 in the padding; final states shaped as the initial ones.</returns>
    public static (Tensor Y, Tensor FinalHidden, Tensor? FinalCell) Forward(nn.Module module, Tensor x, Tensor lengths, Tensor h0, Tensor? c0)
    {
        PackedSequence packed = pack_padded_sequence(x, lengths, batch_first: true, enforce_sorted: false);
        (PackedSequence y, Tensor hidden, Tensor? cell) = module switch
        {
            RNN rnn => WithoutCell(rnn.call(packed, h0)),
            GRU gru => WithoutCell(gru.call(packed, h0)),
            LSTM lstm when c0 is not null => lstm.call(packed, (h0, c0)),
            _ => throw new ArgumentException($"{module.GetName()} is no recurrent layer, or an LSTM without c0.", nameof(module)),
        };
        (Tensor padded, _) = pad_packed_sequence(y, batch_first: true);
        return (padded, hidden, cell);
    }

    static (PackedSequence, Tensor, Tensor?) WithoutCell((PackedSequence Y, Tensor Hidden) result) => (result.Y, result.Hidden, null);

    static ArgumentOutOfRangeException Unknown(CellKind cell) =>
        new(nameof(cell), cell, "Unknown cell; known are RnnTanh, RnnRelu, Lstm and Gru.");
}
