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

    /// <summary>The LSTM that writes everything, <see cref="LstmCell"/>.</summary>
    LstmNoInputGate,

    /// <summary>The LSTM that forgets nothing, <see cref="LstmCell"/>.</summary>
    LstmNoForgetGate,

    /// <summary>The LSTM that shows its whole memory, <see cref="LstmCell"/>.</summary>
    LstmNoOutputGate,

    /// <summary>The LSTM with a memory twice as wide as its outputs, <see cref="Layers.ProjectedLstm"/>.</summary>
    LstmProjected,

    /// <summary>The LSTM with layer normalisation, <see cref="LayerNormLstmCell"/>.</summary>
    LstmLayerNorm,

    /// <summary>The LSTM that keeps a part of its old state at random, <see cref="ZoneoutCell"/>: 0.5 of the memory, 0.05 of the hidden state.</summary>
    LstmZoneout,

    /// <summary>The LSTM that drops 0.25 of what it writes, <see cref="LstmCell"/>.</summary>
    LstmRecurrentDropout,

    /// <summary>The LSTM with variational dropout of 0.25 of inputs and hidden state, <see cref="LstmCell"/>.</summary>
    LstmVariational,

    /// <summary>The LSTM whose layers also pass their memory upwards, <see cref="DepthGatedLstmCell"/>.</summary>
    LstmDepthGated,

    /// <summary>The gated recurrent unit with layer normalisation, <see cref="LayerNormGruCell"/>.</summary>
    GruLayerNorm,

    /// <summary>The minimal gated unit, <see cref="MinimalGatedCell"/>.</summary>
    Mgu,

    /// <summary>The clockwork RNN with periods 1 to 128, <see cref="ClockworkCell"/>.</summary>
    Clockwork,

    /// <summary>The independently recurrent network, <see cref="IndependentRnnCell"/>.</summary>
    IndRnn,

    /// <summary>The simple recurrent unit, <see cref="SimpleRecurrentUnitCell"/>.</summary>
    Sru,

    /// <summary>minGRU, <see cref="MinimalGruCell"/>.</summary>
    MinGru,

    /// <summary>minLSTM, <see cref="MinimalLstmCell"/>.</summary>
    MinLstm,

    /// <summary>The sLSTM of xLSTM, <see cref="ScalarLstmCell"/>.</summary>
    Slstm,

    /// <summary>The grid over time and depth with the same weights at every level, <see cref="Layers.GridLstm"/>; layers are its depth.</summary>
    GridLstm,

    /// <summary>The grid over time and depth with weights of its own at every level, <see cref="Layers.GridLstm"/>; layers are its depth.</summary>
    GridLstmUntied,
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
    internal static double FewestWeights(this CellKind kind, double inputSize, double hiddenSize, int layers) =>
        hiddenSize * inputSize + (kind == CellKind.GridLstm ? 0 : layers - 1.0) * hiddenSize * hiddenSize;

    /// <summary>
    /// Parts of a cell's state, from the first, that another network may begin with what it knows: hidden state and memory, of which a grid and a
    /// depth-gated cell have a pair for each layer. What else a cell carries, such as a clock, begins at zero.
    /// </summary>
    internal static int PartsToBegin(this CellKind kind) => kind switch
    {
        CellKind.Clockwork => 1,
        CellKind.LstmDepthGated or CellKind.GridLstm or CellKind.GridLstmUntied => int.MaxValue,
        _ => 2,
    };

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
        CellKind.LstmProjected => new ProjectedLstm(inputSize, hiddenSize: ProjectedMemory * hiddenSize, projectedSize: hiddenSize, random, options),
        CellKind.LstmDepthGated => DepthGatedLstmCell.CreateLayer(inputSize, hiddenSize, random, options ?? new()),
        CellKind.GridLstm => new GridLstm(inputSize, hiddenSize, random, options),
        CellKind.GridLstmUntied => new GridLstm(inputSize, hiddenSize, random, options, new(TiesDepth: false)),
        _ => new Recurrent(inputSize, hiddenSize, random, (place, source) => kind.CreateCell(place.InputSize, place.HiddenSize, source), options),
    };

    // Units of memory for each output where only the outputs' number is given.
    const int ProjectedMemory = 2;

    // The cells that are composed of operations. Rates are those of the papers: zoneout's for characters, the others' for language models.
    static IRecurrentCell CreateCell(this CellKind kind, int inputs, int hidden, RandomSource random) => kind switch
    {
        CellKind.GruResetBefore => new ResetBeforeGruCell(inputs, hidden, random),
        CellKind.LstmPeephole => new PeepholeLstmCell(inputs, hidden, random),
        CellKind.LstmCoupled => new CoupledLstmCell(inputs, hidden, random),
        CellKind.LstmNoInputGate => new LstmCell(inputs, hidden, random, new LstmGates(Input: false)),
        CellKind.LstmNoForgetGate => new LstmCell(inputs, hidden, random, new LstmGates(Forget: false)),
        CellKind.LstmNoOutputGate => new LstmCell(inputs, hidden, random, new LstmGates(Output: false)),
        CellKind.LstmLayerNorm => new LayerNormLstmCell(inputs, hidden, random),
        CellKind.LstmZoneout => new ZoneoutCell(new LstmCell(inputs, hidden, random), [0.05f, 0.5f], random),
        CellKind.LstmRecurrentDropout => new LstmCell(inputs, hidden, random, dropout: new(Written: 0.25f)),
        CellKind.LstmVariational => new LstmCell(inputs, hidden, random, dropout: new(Hidden: 0.25f, Input: 0.25f)),
        CellKind.GruLayerNorm => new LayerNormGruCell(inputs, hidden, random),
        CellKind.Mgu => new MinimalGatedCell(inputs, hidden, random),
        CellKind.Clockwork => new ClockworkCell(inputs, hidden, random),
        CellKind.IndRnn => new IndependentRnnCell(inputs, hidden, random),
        CellKind.Sru => new SimpleRecurrentUnitCell(inputs, hidden, random),
        CellKind.MinGru => new MinimalGruCell(inputs, hidden, random),
        CellKind.MinLstm => new MinimalLstmCell(inputs, hidden, random),
        CellKind.Slstm => new ScalarLstmCell(inputs, hidden, random),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, $"Unknown cell; known are {string.Join(", ", All.Select(Word))}."),
    };
}
