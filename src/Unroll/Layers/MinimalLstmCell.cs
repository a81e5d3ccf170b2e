using Unroll.Operations;
using Unroll.Tensors;

namespace Unroll.Layers;

/// <summary>
/// minLSTM: gates and candidate look at the input alone, and the gates share one unit. f = σ(W_f·x + b_f), i = σ(W_i·x + b_i),
/// n = g(W_n·x + b_n) with g(v) = v + ½ for v ≥ 0 and σ(v) below, h' = f/(f + i)∘h + i/(f + i)∘n.
/// </summary>
/// <remarks>
/// Feng et al. (2024), section 3.2 and, in log space with its g, appendix B. Gate order f, i, n. Parameters: 3·(hidden·input + hidden).
/// </remarks>
public sealed class MinimalLstmCell : ScannedCell
{
    readonly int size;
    readonly Parameter weight_ih, bias;

    /// <summary>All parameters uniform in ±1/√hiddenSize.</summary>
    /// <param name="inputSize">Features of the input, 1 or more.</param>
    /// <param name="hiddenSize">Size of the hidden state, 1 or more.</param>
    /// <param name="random">Where the initial weights come from.</param>
    public MinimalLstmCell(int inputSize, int hiddenSize, RandomSource random)
        : base(inputSize, hiddenSize)
    {
        size = hiddenSize;
        float bound = 1 / MathF.Sqrt(hiddenSize);
        weight_ih = new Parameter("weight_ih", [3 * hiddenSize, inputSize]).FillUniform(bound, random);
        bias = new Parameter("bias", [3 * hiddenSize]).FillUniform(bound, random);
    }

    /// <inheritdoc/>
    public override Sequences Prepare(Sequences x)
    {
        Tensor sums = x.Data.Linear(weight_ih, bias);

        // f/(f + i) = σ(ln f − ln i): two gates that add up to 1 are one logistic function of the ratio of the two.
        Tensor ratio = sums.Columns(0, size).LogSigmoid() - sums.Columns(size, size).LogSigmoid();
        Tensor n = sums.Columns(2 * size, size);
        RecordGate("forget gate", ratio);
        return x.With(Tensor.ConcatenateColumns(ratio.LogSigmoid(), (0 - ratio).LogSigmoid() + n.LogOfPositive()));
    }
}
