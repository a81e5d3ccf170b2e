using Unroll.Tensors;

namespace Unroll.Layers;

/// <summary>The nonlinear function of the simple recurrent cell.</summary>
public enum RnnActivation
{
    /// <summary>tanh.</summary>
    Tanh,

    /// <summary>max(x, 0).</summary>
    Relu,
}

/// <summary>
/// The simple recurrent network, h_t = σ(W_ih·x_t + b_ih + W_hh·h_(t−1) + b_hh) with σ = tanh or ReLU: the same weights at
/// every step. Elman (1990).
/// </summary>
/// <remarks>Gradients shrink or grow by W_hh at every step back, so long memory is out of its reach: see <see cref="Lstm"/>.</remarks>
public sealed class Rnn : FusedLayer
{
    /// <summary>Weights uniform in ±1/√hiddenSize, as PyTorch's <c>RNN</c>.</summary>
    /// <param name="inputSize">Features of the input, 1 or more.</param>
    /// <param name="hiddenSize">Size of the hidden state, 1 or more.</param>
    /// <param name="random">Where the initial weights come from.</param>
    /// <param name="activation">tanh or ReLU.</param>
    /// <param name="options">Layers, directions and the like.</param>
    public Rnn(int inputSize, int hiddenSize, RandomSource random, RnnActivation activation = RnnActivation.Tanh, StackOptions? options = null)
        : base(activation == RnnActivation.Tanh ? FusedCell.RnnTanh : FusedCell.RnnRelu, inputSize, hiddenSize, random, options) => Activation = activation;

    internal RnnActivation Activation { get; }
}
