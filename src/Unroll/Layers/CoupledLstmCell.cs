using Unroll.Operations;
using Unroll.Tensors;

namespace Unroll.Layers;

/// <summary>
/// The LSTM with its input and forget gate coupled: it forgets exactly as much as it writes.
/// i = σ(W_i·x + U_i·h + b_i), g = tanh(W_g·x + U_g·h + b_g), o = σ(W_o·x + U_o·h + b_o), c' = (1 − i)∘c + i∘g, h' = o∘tanh(c').
/// </summary>
/// <remarks>
/// "CIFG" of Greff et al. (2017), section IV, f = 1 − i, here without peepholes. Gate order i, g, o.
/// Parameters: 3·(hidden·(input + hidden) + hidden), three quarters of the LSTM's.
/// </remarks>
public sealed class CoupledLstmCell : Module, IRecurrentCell
{
    readonly int size;
    readonly Parameter weight_ih, weight_hh, bias;

    /// <summary>All parameters uniform in ±1/√hiddenSize.</summary>
    /// <param name="inputSize">Features of the input, 1 or more.</param>
    /// <param name="hiddenSize">Size of the hidden and the cell state, 1 or more.</param>
    /// <param name="random">Where the initial weights come from.</param>
    public CoupledLstmCell(int inputSize, int hiddenSize, RandomSource random)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(inputSize, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(hiddenSize, 1);
        (InputSize, StateSizes, size) = (inputSize, [hiddenSize, hiddenSize], hiddenSize);
        float bound = 1 / MathF.Sqrt(hiddenSize);
        weight_ih = new Parameter("weight_ih", [3 * hiddenSize, inputSize]).FillUniform(bound, random);
        weight_hh = new Parameter("weight_hh", [3 * hiddenSize, hiddenSize]).FillUniform(bound, random);
        bias = new Parameter("bias", [3 * hiddenSize]).FillUniform(bound, random);
    }

    /// <inheritdoc/>
    public int InputSize { get; }

    /// <summary>Hidden and cell state.</summary>
    public IReadOnlyList<int> StateSizes { get; }

    /// <inheritdoc/>
    public Sequences Prepare(Sequences x) => x.With(x.Data.Linear(weight_ih, bias));

    /// <inheritdoc/>
    public IReadOnlyList<Tensor> Step(Tensor x, IReadOnlyList<Tensor> state)
    {
        (Tensor h, Tensor c) = (state[0], state[1]);
        Tensor sums = x + h.Linear(weight_hh);
        Tensor i = sums.Columns(0, size).Sigmoid().Named("input gate");
        Tensor g = sums.Columns(size, size).Tanh().Named("candidate");
        Tensor o = sums.Columns(2 * size, size).Sigmoid().Named("output gate");
        Tensor nextC = ((1 - i) * c + i * g).Named("cell state");
        return [o * nextC.Tanh(), nextC];
    }
}
