using Unroll.Layers;
using Unroll.Tensors;

namespace Unroll.Formats.Onnx;

/// <summary>
/// How one layer of a recurrent network is written as an operator: its name, its settings, and where its gates go. This is the place
/// where a new cell is added: a case of <see cref="OfCells"/>.
/// </summary>
/// <param name="Operation">RNN, LSTM or GRU.</param>
/// <param name="States">Parts of its state.</param>
/// <param name="GateOrder">Which of our blocks of rows stands at each place of the operator's.</param>
/// <param name="Settings">Its attributes beside hidden_size and direction.</param>
/// <param name="Directions">The parameters of each direction.</param>
sealed record OperatorCell(
    string Operation, int States, int[] GateOrder, IReadOnlyList<OnnxAttribute> Settings, IReadOnlyList<OperatorWeights> Directions)
{
    // PyTorch has i, f, g, o and r, z, n; the operators have i, o, f, c and z, r, h. A gate that a cell lacks is zeros.
    const int Missing = -1;

    static readonly int[] OneGate = [0], LstmOrder = [0, 3, 1, 2], CoupledOrder = [0, 2, Missing, 1], GruOrder = [1, 0, 2];

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
            case Recurrent composed when composed.CellsOf(level) is [_, ..] cells:
                return OfCells(layer, cells);
            default:
                throw WithoutOperator(layer);
        }
    }

    static OperatorCell OfCells(RecurrentLayer layer, IReadOnlyList<Module> cells)
    {
        return cells[0] switch
        {
            ResetBeforeGruCell => new("GRU", 1, GruOrder, [new("linear_before_reset", 0L)], Weights()),
            PeepholeLstmCell => new("LSTM", 2, LstmOrder, [], Weights()),
            CoupledLstmCell => new("LSTM", 2, CoupledOrder, [new("input_forget", 1L)], Weights()),
            _ => throw WithoutOperator(layer),
        };

        OperatorWeights[] Weights() => [.. cells.Select(cell => OperatorWeights.Find(cell))];
    }

    static InvalidDataException WithoutOperator(RecurrentLayer layer) =>
        new($"{layer}: this cell is none of ONNX's operators (RNN, LSTM, GRU), so the network cannot be exported; those of lstm, gru, rnn, rnn-relu, gru-reset-before, lstm-peephole and lstm-coupled can.");

    static OperatorWeights[] OfFused(RecurrentLayer layer, int level, int directions) =>
        [.. Enumerable.Range(0, directions).Select(direction => OperatorWeights.Find(layer, $"_l{level}{(direction == 1 ? "_reverse" : "")}"))];

    /// <summary>The blocks of a parameter's rows in the operator's order; zeros for a parameter that is not there.</summary>
    internal float[] Gates(Parameter? parameter, int columns = 1)
    {
        int block = HiddenSize * columns;
        float[] theirs = new float[GateOrder.Length * block];
        for (int gate = 0; gate < GateOrder.Length; gate++)
        {
            if (parameter is not null && GateOrder[gate] != Missing)
            {
                parameter.Values.Slice(GateOrder[gate] * block, block).CopyTo(theirs.AsSpan(gate * block));
            }
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

/// <summary>The parameters of one direction of a layer.</summary>
/// <param name="InputWeight">[gates · hidden, inputs].</param>
/// <param name="HiddenWeight">[gates · hidden, hidden].</param>
/// <param name="InputBias">[gates · hidden].</param>
/// <param name="HiddenBias">[gates · hidden]; null for a cell that has one bias.</param>
/// <param name="Peepholes">Those of the gates i, o and f, each [hidden]; empty for a cell without.</param>
sealed record OperatorWeights(Parameter InputWeight, Parameter HiddenWeight, Parameter InputBias, Parameter? HiddenBias, IReadOnlyList<Parameter> Peepholes)
{
    static readonly string[] PeepholeNames = ["peephole_i", "peephole_o", "peephole_f"];

    /// <summary>Finds the parameters by the names that our cells give them.</summary>
    /// <param name="module">A layer or a cell.</param>
    /// <param name="suffix">What stands behind the names in a layer: _l0, _l0_reverse.</param>
    internal static OperatorWeights Find(Module module, string suffix = "")
    {
        Dictionary<string, Parameter> named = module.NamedParameters.ToDictionary(named => named.Name, named => named.Parameter);
        Parameter? Optional(string name) => named.GetValueOrDefault(name + suffix);
        return new(named["weight_ih" + suffix], named["weight_hh" + suffix], Optional("bias_ih") ?? named["bias" + suffix], Optional("bias_hh"),
            [.. PeepholeNames.Select(Optional).OfType<Parameter>()]);
    }
}
