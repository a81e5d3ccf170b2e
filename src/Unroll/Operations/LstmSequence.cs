using Unroll.Kernels;
using Unroll.Tensors;

namespace Unroll.Operations;

/// <summary>
/// i, f, o = σ(·), g = tanh(·) of the gate sums; c' = f∘c + i∘g; h' = o∘tanh(c'). Back, with s = tanh(c'): dc' += dh'∘o∘(1 − s²);
/// di = dc'∘g∘i∘(1 − i), df = dc'∘c∘f∘(1 − f), dg = dc'∘i∘(1 − g²), do = dh'∘s∘o∘(1 − o); dc = dc'∘f.
/// A Grid LSTM's h' = tanh(o∘c') instead: with p = dh'∘(1 − h'²), dc' += p∘o and do = p∘c'∘o∘(1 − o).
/// </summary>
sealed class LstmSequence<TOutput>(Sequences x, PackedCell<LstmKernel<TOutput>>[] cells, IReadOnlyList<IReadOnlyList<Tensor>>? initial)
    : RecurrentSequence<LstmKernel<TOutput>>(x, cells, initial, states: 2)
    where TOutput : struct, ILstmOutput
{
    private protected override void ReferenceStep(ReadOnlySpan<double> fromInput, ReadOnlySpan<double> fromHidden, Span<double> h, Span<double> c)
    {
        int hidden = h.Length;
        for (int unit = 0; unit < hidden; unit++)
        {
            double i = ReferenceMath.Sigmoid(fromInput[unit] + fromHidden[unit]);
            double f = ReferenceMath.Sigmoid(fromInput[hidden + unit] + fromHidden[hidden + unit]);
            double g = Math.Tanh(fromInput[2 * hidden + unit] + fromHidden[2 * hidden + unit]);
            double o = ReferenceMath.Sigmoid(fromInput[3 * hidden + unit] + fromHidden[3 * hidden + unit]);
            c[unit] = f * c[unit] + i * g;
            h[unit] = TOutput.Formula(o, c[unit]);
        }
    }
}
