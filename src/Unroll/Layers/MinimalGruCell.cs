using Unroll.Operations;
using Unroll.Tensors;

namespace Unroll.Layers;

/// <summary>
/// minGRU: gate and candidate look at the input alone. z = σ(W_z·x + b_z), n = g(W_n·x + b_n) with g(v) = v + ½ for v ≥ 0 and σ(v)
/// below, h' = (1 − z)∘h + z∘n.
/// </summary>
/// <remarks>
/// Feng et al. (2024), section 3.1 and, in log space with its g, appendix B. Gate order z, n. Parameters: 2·(hidden·input + hidden).
/// </remarks>
public sealed class MinimalGruCell : ScannedCell
{
    readonly int size;
    readonly Parameter weight_ih, bias;

    /// <summary>All parameters uniform in ±1/√hiddenSize.</summary>
    /// <param name="inputSize">Features of the input, 1 or more.</param>
    /// <param name="hiddenSize">Size of the hidden state, 1 or more.</param>
    /// <param name="random">Where the initial weights come from.</param>
    public MinimalGruCell(int inputSize, int hiddenSize, RandomSource random)
        : base(inputSize, hiddenSize)
    {
        size = hiddenSize;
        float bound = 1 / MathF.Sqrt(hiddenSize);
        weight_ih = new Parameter("weight_ih", [2 * hiddenSize, inputSize]).FillUniform(bound, random);
        bias = new Parameter("bias", [2 * hiddenSize]).FillUniform(bound, random);
    }

    /// <inheritdoc/>
    public override Sequences Prepare(Sequences x)
    {
        Tensor sums = x.Data.Linear(weight_ih, bias), z = sums.Columns(0, size), n = sums.Columns(size, size);
        RecordGate("update gate", z);
        return x.With(Tensor.ConcatenateColumns((0 - z).LogSigmoid(), z.LogSigmoid() + n.LogOfPositive()));
    }
}
