using System.Text.Json;
using Unroll.Tensors;

namespace Unroll.Layers;

/// <summary>The recurrent cells that tasks and the tool know by name.</summary>
public enum CellKind
{
    /// <summary>Long short-term memory, <see cref="Layers.Lstm"/>.</summary>
    Lstm,

    /// <summary>The gated recurrent unit, <see cref="Layers.Gru"/>.</summary>
    Gru,

    /// <summary>The simple recurrent cell with tanh, <see cref="Layers.Rnn"/>.</summary>
    Rnn,

    /// <summary>The simple recurrent cell with ReLU, <see cref="Layers.Rnn"/>.</summary>
    RnnRelu,

    /// <summary>The gated recurrent unit with the reset gate before the product, <see cref="ResetBeforeGruCell"/>.</summary>
    GruResetBefore,

    /// <summary>The LSTM whose gates look at the memory cell, <see cref="PeepholeLstmCell"/>.</summary>
    LstmPeephole,

    /// <summary>The LSTM with one gate for writing and forgetting, <see cref="CoupledLstmCell"/>.</summary>
    LstmCoupled,
}

/// <summary>Makes layers from cell names.</summary>
public static class CellKinds
{
    /// <summary>Every kind, in the order of declaration.</summary>
    public static IReadOnlyList<CellKind> All { get; } = Enum.GetValues<CellKind>();

    /// <summary>The name a user writes, such as <c>lstm-peephole</c>.</summary>
    /// <param name="kind">The cell.</param>
    public static string Word(this CellKind kind) => JsonNamingPolicy.KebabCaseLower.ConvertName(kind.ToString());

    /// <summary>A number of weights that no cell goes below: one from each input of a layer to each of its units. For judging files before they are read.</summary>
    internal static double FewestWeights(double inputSize, double hiddenSize, int layers) => hiddenSize * inputSize + (layers - 1.0) * hiddenSize * hiddenSize;

    /// <summary>A recurrent layer over a cell.</summary>
    /// <param name="kind">The cell.</param>
    /// <param name="inputSize">Features of the input, 1 or more.</param>
    /// <param name="hiddenSize">Size of the hidden state, 1 or more.</param>
    /// <param name="random">Where the initial weights come from.</param>
    /// <param name="options">Layers, directions and the like.</param>
    /// <exception cref="ArgumentOutOfRangeException">The kind is unknown.</exception>
    public static RecurrentLayer CreateLayer(this CellKind kind, int inputSize, int hiddenSize, RandomSource random, StackOptions? options = null) => kind switch
    {
        CellKind.Lstm => new Lstm(inputSize, hiddenSize, random, options),
        CellKind.Gru => new Gru(inputSize, hiddenSize, random, options),
        CellKind.Rnn => new Rnn(inputSize, hiddenSize, random, RnnActivation.Tanh, options),
        CellKind.RnnRelu => new Rnn(inputSize, hiddenSize, random, RnnActivation.Relu, options),
        _ => new Recurrent(inputSize, hiddenSize, random, (place, source) => kind.CreateCell(place.InputSize, place.HiddenSize, source), options),
    };

    // The cells that are composed of operations.
    static IRecurrentCell CreateCell(this CellKind kind, int inputs, int hidden, RandomSource random) => kind switch
    {
        CellKind.GruResetBefore => new ResetBeforeGruCell(inputs, hidden, random),
        CellKind.LstmPeephole => new PeepholeLstmCell(inputs, hidden, random),
        CellKind.LstmCoupled => new CoupledLstmCell(inputs, hidden, random),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, $"Unknown cell; known are {string.Join(", ", All.Select(Word))}."),
    };
}
