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
}

/// <summary>Makes layers from cell names.</summary>
public static class CellKinds
{
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
        CellKind.GruResetBefore => new Recurrent(inputSize, hiddenSize, random,
            static (place, source) => new ResetBeforeGruCell(place.InputSize, place.HiddenSize, source), options),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, $"Unknown cell; known are {string.Join(", ", Enum.GetNames<CellKind>())}."),
    };
}
