using Unroll.Operations;
using Unroll.Tensors;

namespace Unroll.Layers;

/// <summary>
/// The gated recurrent unit as its paper has it: the reset gate acts on the state before the matrix product.
/// r = σ(W_r·x + U_r·h + b_r), z = σ(W_z·x + U_z·h + b_z), n = tanh(W_n·x + U_n·(r∘h) + b_n), h' = (1 − z)∘n + z∘h.
/// </summary>
/// <remarks>
/// Cho et al. (2014), with the z of the common implementations (z keeps the old state). <see cref="Gru"/> is PyTorch's
/// variant with r∘(U_n·h + b), which needs one matrix product a step less in sequence and is fused.
/// </remarks>
public sealed class ResetBeforeGruCell : Module, IRecurrentCell
{
    readonly Parameter weight_ih, weight_hh, bias_ih, bias_hh;

    /// <summary>Weights uniform in ±1/√hiddenSize, as PyTorch's recurrent layers.</summary>
    /// <param name="inputSize">Features of the input, 1 or more.</param>
    /// <param name="hiddenSize">Size of the hidden state, 1 or more.</param>
    /// <param name="random">Where the initial weights come from.</param>
    public ResetBeforeGruCell(int inputSize, int hiddenSize, RandomSource random)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(inputSize, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(hiddenSize, 1);
        (InputSize, StateSizes) = (inputSize, [hiddenSize]);
        float bound = 1 / MathF.Sqrt(hiddenSize);
        weight_ih = new Parameter("weight_ih", [3 * hiddenSize, inputSize]).FillUniform(bound, random);
        weight_hh = new Parameter("weight_hh", [3 * hiddenSize, hiddenSize]).FillUniform(bound, random);
        bias_ih = new Parameter("bias_ih", [3 * hiddenSize]).FillUniform(bound, random);
        bias_hh = new Parameter("bias_hh", [3 * hiddenSize]).FillUniform(bound, random);
    }

    /// <inheritdoc/>
    public int InputSize { get; }

    /// <inheritdoc/>
    public IReadOnlyList<int> StateSizes { get; }

    /// <inheritdoc/>
    public Sequences Prepare(Sequences x) => x.With(x.Data.Linear(weight_ih, bias_ih));

    /// <inheritdoc/>
    public IReadOnlyList<Tensor> Step(Tensor x, IReadOnlyList<Tensor> state)
    {
        Tensor h = state[0];
        int size = StateSizes[0];
        Tensor gates = (x.Columns(0, 2 * size) + h.Linear(weight_hh.Rows(0, 2 * size), Bias(0, 2 * size))).Sigmoid();
        Tensor r = gates.Columns(0, size).Named("reset gate"), z = gates.Columns(size, size).Named("update gate");
        Tensor n = (x.Columns(2 * size, size) + (r * h).Linear(weight_hh.Rows(2 * size, size), Bias(2 * size, size))).Tanh().Named("candidate");
        return [(1 - z) * n + z * h];
    }

    Tensor Bias(int start, int count) => bias_hh.Columns(start, count);
}
