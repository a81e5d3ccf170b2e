using Unroll.Layers;
using Unroll.Tensors;

namespace Unroll.Formats.Onnx;

/// <summary>
/// How one layer of a recurrent network is written as an operator: its name, its settings, and where its gates go. This is the place
/// where a new cell is added, as a case of <see cref="Of"/>.
/// </summary>
/// <param name="Operation">RNN, LSTM or GRU.</param>
/// <param name="States">Parts of its state.</param>
/// <param name="GateOrder">Which of our blocks of rows stands at each place of the operator's.</param>
/// <param name="Settings">Its attributes beside hidden_size and direction.</param>
/// <param name="Directions">The parameters of each direction.</param>
sealed record OperatorCell(
    string Operation, int States, int[] GateOrder, IReadOnlyList<OnnxAttribute> Settings, IReadOnlyList<OperatorWeights> Directions)
{
    // PyTorch has i, f, g, o and r, z, n; the operators have i, o, f, c and z, r, h.
    static readonly int[] OneGate = [0], LstmOrder = [0, 3, 1, 2], GruOrder = [1, 0, 2];

    internal int HiddenSize => Directions[0].HiddenWeight.Shape[1];

    internal int InputSize => Directions[0].InputWeight.Shape[1];

    internal IReadOnlyList<OnnxAttribute> Attributes =>
    [
        new("hidden_size", (long)HiddenSize), new("direction", Directions.Count == 2 ? "bidirectional" : "forward"), .. Settings,
    ];

    /// <summary>The operator of one layer of a stack.</summary>
    /// <exception cref="InvalidDataException">The cell has no operator.</exception>
    internal static OperatorCell Of(RecurrentLayer layer, int level)
    {
        int directions = layer.IsBidirectional ? 2 : 1;
        switch (layer)
        {
            case Lstm:
                return new("LSTM", 2, LstmOrder, [], OfFused(layer, level, directions));
            case Gru:
                return new("GRU", 1, GruOrder, [new("linear_before_reset", 1L)], OfFused(layer, level, directions));
            case Rnn { Activation: RnnActivation.Tanh }:
                return new("RNN", 1, OneGate, [], OfFused(layer, level, directions));
            case Rnn { Activation: RnnActivation.Relu }:
                return new("RNN", 1, OneGate, [new("activations", Enumerable.Repeat("Relu", directions).ToArray())], OfFused(layer, level, directions));
            case Recurrent composed when composed.CellsOf(level) is [ResetBeforeGruCell, ..] cells:
                return new("GRU", 1, GruOrder, [new("linear_before_reset", 0L)], [.. cells.Select(cell => OperatorWeights.Find(cell, suffix: ""))]);
            default:
                throw new InvalidDataException($"{layer}: this cell cannot be written as one of ONNX's operators (RNN, LSTM, GRU); train with another cell.");
        }
    }

    static OperatorWeights[] OfFused(RecurrentLayer layer, int level, int directions) =>
        [.. Enumerable.Range(0, directions).Select(direction => OperatorWeights.Find(layer, $"_l{level}{(direction == 1 ? "_reverse" : "")}"))];

    /// <summary>The blocks of a parameter's rows in the operator's order.</summary>
    internal float[] Gates(Parameter parameter)
    {
        ReadOnlySpan<float> ours = parameter.Values;
        float[] theirs = new float[ours.Length];
        int block = ours.Length / GateOrder.Length;
        for (int gate = 0; gate < GateOrder.Length; gate++)
        {
            ours.Slice(GateOrder[gate] * block, block).CopyTo(theirs.AsSpan(gate * block));
        }

        return theirs;
    }

    /// <summary>The weights of both directions, [directions, rows, columns], or [directions, rows] without columns.</summary>
    internal OnnxTensor Stacked(string name, Func<OperatorWeights, float[]> ofDirection, int? columns = null)
    {
        float[] all = [.. Directions.SelectMany(ofDirection)];
        long rows = all.Length / Directions.Count / (columns ?? 1);
        return columns is { } width ? OnnxTensor.Of(name, all, Directions.Count, rows, width) : OnnxTensor.Of(name, all, Directions.Count, rows);
    }
}

/// <summary>The parameters of one direction of a layer, in PyTorch's layout.</summary>
/// <param name="InputWeight">[gates · hidden, inputs].</param>
/// <param name="HiddenWeight">[gates · hidden, hidden].</param>
/// <param name="InputBias">[gates · hidden].</param>
/// <param name="HiddenBias">[gates · hidden].</param>
sealed record OperatorWeights(Parameter InputWeight, Parameter HiddenWeight, Parameter InputBias, Parameter HiddenBias)
{
    internal static OperatorWeights Find(Module module, string suffix)
    {
        return new(Named("weight_ih"), Named("weight_hh"), Named("bias_ih"), Named("bias_hh"));

        Parameter Named(string name) => module.NamedParameters.First(named => named.Parameter.Name == name + suffix).Parameter;
    }
}
