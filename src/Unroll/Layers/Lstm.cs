using Unroll.Tensors;

namespace Unroll.Layers;

/// <summary>
/// Long short-term memory. Gates i, f, o = σ(W·x + b + U·h + b'), candidate g = tanh(…), cell state c' = f∘c + i∘g, hidden
/// state h' = o∘tanh(c'). Hochreiter and Schmidhuber (1997); forget gate: Gers, Schmidhuber and Cummins (2000).
/// </summary>
/// <remarks>Parameters are PyTorch's, gate order i, f, g, o.</remarks>
public sealed class Lstm : FusedLayer
{
    /// <summary>Weights uniform in ±1/√hiddenSize, as PyTorch's <c>LSTM</c>.</summary>
    /// <param name="inputSize">Features of the input, 1 or more.</param>
    /// <param name="hiddenSize">Size of the hidden and the cell state, 1 or more.</param>
    /// <param name="random">Where the initial weights come from.</param>
    /// <param name="options">Layers, directions and the like.</param>
    public Lstm(int inputSize, int hiddenSize, RandomSource random, StackOptions? options = null)
        : base(FusedCell.Lstm, inputSize, hiddenSize, random, options)
    {
    }

    /// <inheritdoc/>
    public override RecurrentState NewState(int batch) => new LstmState(ZeroCells(batch));

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">initial is not an <see cref="LstmState"/>.</exception>
    public override (Sequences Outputs, RecurrentState Final) Forward(Sequences x, RecurrentState? initial) => initial is null or LstmState
        ? Forward(x, (LstmState?)initial)
        : throw new ArgumentException("Lstm: initial: an LSTM begins with an LstmState, which has hidden and cell states.", nameof(initial));

    /// <summary>Reads every sequence from the given state, or from zeros.</summary>
    /// <param name="x">InputSize features a token.</param>
    /// <param name="initial">The state to begin with; null for zeros.</param>
    /// <returns>OutputSize features a token, and the state after each sequence's last token.</returns>
    /// <exception cref="ShapeMismatchException">x or initial does not have the layer's sizes.</exception>
    public (Sequences Outputs, LstmState Final) Forward(Sequences x, LstmState? initial = null)
    {
        (Sequences outputs, IReadOnlyList<Tensor>[] final) = Unroll(x, initial);
        return (outputs, new(final, MergeFinal(final, part: 0), MergeFinal(final, part: 1)));
    }
}
