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
}
