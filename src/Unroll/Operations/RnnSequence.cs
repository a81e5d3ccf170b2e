using Unroll.Kernels;
using Unroll.Tensors;

namespace Unroll.Operations;

/// <summary>h' = tanh(W·x + b + U·h + b'); back: the gate sum's gradient is dh'∘(1 − h'²).</summary>
sealed class RnnTanhSequence(Sequences x, PackedCell<RnnKernel<TanhNonlinearity>>[] cells, IReadOnlyList<IReadOnlyList<Tensor>>? initial)
    : RecurrentSequence<RnnKernel<TanhNonlinearity>>(x, cells, initial, states: 1)
{
    private protected override void ReferenceStep(ReadOnlySpan<double> fromInput, ReadOnlySpan<double> fromHidden, Span<double> h, Span<double> c)
    {
        for (int unit = 0; unit < h.Length; unit++)
        {
            h[unit] = Math.Tanh(fromInput[unit] + fromHidden[unit]);
        }
    }
}

/// <summary>h' = max(W·x + b + U·h + b', 0); back: the gate sum's gradient is dh' where h' &gt; 0.</summary>
sealed class RnnReluSequence(Sequences x, PackedCell<RnnKernel<ReluNonlinearity>>[] cells, IReadOnlyList<IReadOnlyList<Tensor>>? initial)
    : RecurrentSequence<RnnKernel<ReluNonlinearity>>(x, cells, initial, states: 1)
{
    private protected override void ReferenceStep(ReadOnlySpan<double> fromInput, ReadOnlySpan<double> fromHidden, Span<double> h, Span<double> c)
    {
        for (int unit = 0; unit < h.Length; unit++)
        {
            h[unit] = Math.Max(fromInput[unit] + fromHidden[unit], 0);
        }
    }
}
