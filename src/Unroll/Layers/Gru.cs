using Unroll.Tensors;

namespace Unroll.Layers;

/// <summary>
/// The gated recurrent unit as PyTorch has it: r, z = σ(W·x + b + U·h + b'), n = tanh(W_n·x + b_n + r∘(U_n·h + b'_n)),
/// h' = (1 − z)∘n + z∘h. Cho et al. (2014), with the reset gate after the matrix product.
/// </summary>
/// <remarks>Parameters are PyTorch's, gate order r, z, n. The paper's own form is <see cref="ResetBeforeGruCell"/>.</remarks>
public sealed class Gru : FusedLayer
{
    /// <summary>Weights uniform in ±1/√hiddenSize, as PyTorch's <c>GRU</c>.</summary>
    /// <param name="inputSize">Features of the input, 1 or more.</param>
    /// <param name="hiddenSize">Size of the hidden state, 1 or more.</param>
    /// <param name="random">Where the initial weights come from.</param>
    /// <param name="options">Layers, directions and the like.</param>
    public Gru(int inputSize, int hiddenSize, RandomSource random, StackOptions? options = null)
        : base(FusedCell.Gru, inputSize, hiddenSize, random, options)
    {
    }

    /// <summary>Reads every sequence from the given state, or from zeros.</summary>
    /// <param name="x">InputSize features a token.</param>
    /// <param name="initial">The state to begin with; null for zeros.</param>
    /// <returns>OutputSize features a token, and the state after each sequence's last token.</returns>
    /// <exception cref="ShapeMismatchException">x or initial does not have the layer's sizes.</exception>
    public (Sequences Outputs, RecurrentState Final) Forward(Sequences x, RecurrentState? initial = null)
    {
        (Sequences outputs, IReadOnlyList<Tensor>[] final) = Unroll(x, initial);
        return (outputs, new(final, MergeFinal(final, part: 0)));
    }
}
