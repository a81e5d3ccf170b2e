using Unroll.Operations;
using Unroll.Tensors;

namespace Unroll.Layers;

/// <summary>
/// The minimal gated unit: one gate that forgets and resets. f = σ(W_f·x + U_f·h + b_f), n = tanh(W_n·x + U_n·(f∘h) + b_n),
/// h' = (1 − f)∘h + f∘n.
/// </summary>
/// <remarks>Zhou et al. (2016), equations 6a to 6c. Gate order f, n. Parameters: 2·(hidden·(input + hidden) + hidden), half the LSTM's.</remarks>
public sealed class MinimalGatedCell : Module, IRecurrentCell
{
    readonly int size;
    readonly Parameter weight_ih, weight_hh_f, weight_hh_n, bias;

    /// <summary>All parameters uniform in ±1/√hiddenSize.</summary>
    /// <param name="inputSize">Features of the input, 1 or more.</param>
    /// <param name="hiddenSize">Size of the hidden state, 1 or more.</param>
    /// <param name="random">Where the initial weights come from.</param>
    public MinimalGatedCell(int inputSize, int hiddenSize, RandomSource random)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(inputSize, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(hiddenSize, 1);
        (InputSize, StateSizes, size) = (inputSize, [hiddenSize], hiddenSize);
        float bound = 1 / MathF.Sqrt(hiddenSize);
        weight_ih = new Parameter("weight_ih", [2 * hiddenSize, inputSize]).FillUniform(bound, random);
        weight_hh_f = new Parameter("weight_hh_f", [hiddenSize, hiddenSize]).FillUniform(bound, random);
        weight_hh_n = new Parameter("weight_hh_n", [hiddenSize, hiddenSize]).FillUniform(bound, random);
        bias = new Parameter("bias", [2 * hiddenSize]).FillUniform(bound, random);
    }

    /// <inheritdoc/>
    public int InputSize { get; }

    /// <inheritdoc/>
    public IReadOnlyList<int> StateSizes { get; }

    /// <inheritdoc/>
    public Sequences Prepare(Sequences x) => x.With(x.Data.Linear(weight_ih, bias));

    /// <inheritdoc/>
    public IReadOnlyList<Tensor> Step(Tensor x, IReadOnlyList<Tensor> state)
    {
        Tensor h = state[0];
        Tensor f = (x.Columns(0, size) + h.Linear(weight_hh_f)).Sigmoid().Named("forget gate");
        Tensor n = (x.Columns(size, size) + (f * h).Linear(weight_hh_n)).Tanh().Named("candidate");
        return [(1 - f) * h + f * n];
    }
}
