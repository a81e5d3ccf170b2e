using Unroll.Kernels;
using Unroll.Tensors;

namespace Unroll.Operations;

/// <summary>
/// r, z = σ(·) of the gate sums; u = U_n·h + b'_n; n = tanh(W_n·x + b_n + r∘u); h' = (1 − z)∘n + z∘h. Back:
/// dn = dh'∘(1 − z)∘(1 − n²), dz = dh'∘(h − n)∘z∘(1 − z), dr = dn∘u∘r∘(1 − r), du = dn∘r; dh = dh'∘z plus what the sums pass on.
/// </summary>
sealed class GruSequence(Sequences x, PackedCell<GruKernel>[] cells, IReadOnlyList<IReadOnlyList<Tensor>>? initial)
    : RecurrentSequence<GruKernel>(x, cells, initial, states: 1)
{
    private protected override void ReferenceStep(ReadOnlySpan<double> fromInput, ReadOnlySpan<double> fromHidden, Span<double> h, Span<double> c)
    {
        int hidden = h.Length;
        for (int unit = 0; unit < hidden; unit++)
        {
            double r = ReferenceMath.Sigmoid(fromInput[unit] + fromHidden[unit]);
            double z = ReferenceMath.Sigmoid(fromInput[hidden + unit] + fromHidden[hidden + unit]);
            double n = Math.Tanh(fromInput[2 * hidden + unit] + r * fromHidden[2 * hidden + unit]);
            h[unit] = (1 - z) * n + z * h[unit];
        }
    }
}
