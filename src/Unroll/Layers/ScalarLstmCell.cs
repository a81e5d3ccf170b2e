using Unroll.Operations;
using Unroll.Tensors;

namespace Unroll.Layers;

/// <summary>
/// sLSTM of xLSTM: an exponential input gate, a normaliser n beside the memory c, and a stabiliser s that keeps the exponentials small.
/// With sums v = W·x + U·h + b: s' = max(ln σ(v_f) + s, v_i), i = exp(v_i − s'), f = exp(ln σ(v_f) + s − s'), z = tanh(v_z), o = σ(v_o),
/// c' = f∘c + i∘z, n' = f∘n + i, h' = o∘c'/n'.
/// </summary>
/// <remarks>
/// Beck et al. (2024), equations 8 to 17 with the sigmoid as forget gate, and one head. h' does not depend on s: it scales c' and n'
/// alike. Gate order i, f, z, o. Parameters: 4·(hidden·(input + hidden) + hidden).
/// </remarks>
public sealed class ScalarLstmCell : Module, IRecurrentCell
{
    readonly int size;
    readonly Parameter weight_ih, weight_hh, bias;

    /// <summary>All parameters uniform in ±1/√hiddenSize.</summary>
    /// <param name="inputSize">Features of the input, 1 or more.</param>
    /// <param name="hiddenSize">Size of each part of the state, 1 or more.</param>
    /// <param name="random">Where the initial weights come from.</param>
    public ScalarLstmCell(int inputSize, int hiddenSize, RandomSource random)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(inputSize, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(hiddenSize, 1);
        (InputSize, StateSizes, size) = (inputSize, [hiddenSize, hiddenSize, hiddenSize, hiddenSize], hiddenSize);
        float bound = 1 / MathF.Sqrt(hiddenSize);
        weight_ih = new Parameter("weight_ih", [4 * hiddenSize, inputSize]).FillUniform(bound, random);
        weight_hh = new Parameter("weight_hh", [4 * hiddenSize, hiddenSize]).FillUniform(bound, random);
        bias = new Parameter("bias", [4 * hiddenSize]).FillUniform(bound, random);
    }

    /// <inheritdoc/>
    public int InputSize { get; }

    /// <summary>Hidden state, memory, normaliser (0 or more) and stabiliser.</summary>
    public IReadOnlyList<int> StateSizes { get; }

    /// <inheritdoc/>
    public Sequences Prepare(Sequences x) => x.With(x.Data.Linear(weight_ih, bias));

    /// <inheritdoc/>
    public IReadOnlyList<Tensor> Step(Tensor x, IReadOnlyList<Tensor> state)
    {
        (Tensor h, Tensor c, Tensor n, Tensor s) = (state[0], state[1], state[2], state[3]);
        Tensor sums = x + h.Linear(weight_hh);
        Tensor logI = sums.Columns(0, size), logF = sums.Columns(size, size).LogSigmoid() + s;
        Tensor nextS = logF.Maximum(logI);
        Tensor i = (logI - nextS).Exp().Named("input gate"), f = (logF - nextS).Exp().Named("forget gate");
        Tensor z = sums.Columns(2 * size, size).Tanh().Named("candidate"), o = sums.Columns(3 * size, size).Sigmoid().Named("output gate");
        Tensor nextC = (f * c + i * z).Named("cell state"), nextN = f * n + i;
        return [o * (nextC / nextN), nextC, nextN, nextS];
    }
}
