using System.Numerics;

namespace Unroll.Kernels;

/// <summary>One step of a cell for one sequence, as its formula reads.</summary>
interface IReferenceCell
{
    static abstract int Gates { get; }

    /// <summary>
    /// Turns a = W_ih x + b_ih and b = W_hh h + b_hh, [Gates, hidden] each, into the next h and c (c in the LSTM only).
    /// </summary>
    static abstract void Step<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> h, Span<T> c) where T : IFloatingPointIeee754<T>;
}

/// <summary>i, f, o = σ, g = tanh; c' = f∘c + i∘g; h' as the output says.</summary>
readonly struct LstmReference<TOutput> : IReferenceCell where TOutput : struct, ILstmOutput
{
    public static int Gates => 4;

    public static void Step<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> h, Span<T> c) where T : IFloatingPointIeee754<T>
    {
        int n = h.Length;
        for (int unit = 0; unit < n; unit++)
        {
            T i = RecurrentReference.Sigmoid(a[unit] + b[unit]), f = RecurrentReference.Sigmoid(a[n + unit] + b[n + unit]);
            T g = T.Tanh(a[2 * n + unit] + b[2 * n + unit]), o = RecurrentReference.Sigmoid(a[3 * n + unit] + b[3 * n + unit]);
            c[unit] = f * c[unit] + i * g;
            h[unit] = TOutput.Formula(o, c[unit]);
        }
    }
}

/// <summary>r, z = σ; n = tanh(a_n + r∘b_n); h' = (1 - z)∘n + z∘h.</summary>
readonly struct GruReference : IReferenceCell
{
    public static int Gates => 3;

    public static void Step<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> h, Span<T> c) where T : IFloatingPointIeee754<T>
    {
        int hidden = h.Length;
        for (int unit = 0; unit < hidden; unit++)
        {
            T r = RecurrentReference.Sigmoid(a[unit] + b[unit]);
            T z = RecurrentReference.Sigmoid(a[hidden + unit] + b[hidden + unit]);
            T n = T.Tanh(a[2 * hidden + unit] + r * b[2 * hidden + unit]);
            h[unit] = (T.One - z) * n + z * h[unit];
        }
    }
}

/// <summary>h' = tanh(a + b).</summary>
readonly struct RnnTanhReference : IReferenceCell
{
    public static int Gates => 1;

    public static void Step<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> h, Span<T> c) where T : IFloatingPointIeee754<T>
    {
        for (int unit = 0; unit < h.Length; unit++)
            h[unit] = T.Tanh(a[unit] + b[unit]);
    }
}

/// <summary>h' = max(a + b, 0).</summary>
readonly struct RnnReluReference : IReferenceCell
{
    public static int Gates => 1;

    public static void Step<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> h, Span<T> c) where T : IFloatingPointIeee754<T>
    {
        for (int unit = 0; unit < h.Length; unit++)
            h[unit] = T.Max(a[unit] + b[unit], T.Zero);
    }
}

/// <summary>
/// A recurrent layer as it is defined, one number at a time, in any precision: what the fast kernels are compared with,
/// and in double what makes a gradient check sharp.
/// </summary>
static class RecurrentReference
{
    /// <summary>Reads a packed batch in one direction; an empty bias is 0.</summary>
    /// <param name="steps">Where the tokens lie.</param>
    /// <param name="direction">The order of reading.</param>
    /// <param name="x">Inputs, [tokens, inputs].</param>
    /// <param name="inputWeights">W_ih, [Gates · hidden, inputs].</param>
    /// <param name="hiddenWeights">W_hh, [Gates · hidden, hidden].</param>
    /// <param name="inputBias">b_ih, [Gates · hidden].</param>
    /// <param name="hiddenBias">b_hh, [Gates · hidden].</param>
    /// <param name="h">Initial hidden states on entry, final ones on return, [batch, hidden].</param>
    /// <param name="c">The same for cell states; only the LSTM reads and writes them.</param>
    /// <param name="y">Written: outputs, [tokens, hidden]; rows are yStride apart.</param>
    /// <param name="yStride">Distance of the rows of y.</param>
    public static void Forward<TCell, T>(
        PackedSteps steps, ReadingDirection direction, ReadOnlySpan<T> x, ReadOnlySpan<T> inputWeights,
        ReadOnlySpan<T> hiddenWeights, ReadOnlySpan<T> inputBias, ReadOnlySpan<T> hiddenBias,
        Span<T> h, Span<T> c, Span<T> y, int yStride)
        where TCell : struct, IReferenceCell
        where T : IFloatingPointIeee754<T>
    {
        int batch = steps.BatchSize, hidden = batch == 0 ? 0 : h.Length / batch;
        int inputs = hidden == 0 ? 0 : inputWeights.Length / (TCell.Gates * hidden);
        T[] a = new T[TCell.Gates * hidden], b = new T[TCell.Gates * hidden];
        for (int position = 0; position < steps.Live.Length; position++)
        {
            int step = direction == ReadingDirection.Forward ? position : steps.Live.Length - 1 - position;
            for (int row = 0; row < steps.Live[step]; row++)
            {
                int token = steps.Offsets[step] + row;
                Span<T> state = h.Slice(row * hidden, hidden), cell = c.IsEmpty ? c : c.Slice(row * hidden, hidden);
                Affine(inputWeights, x.Slice(token * inputs, inputs), inputBias, a);
                Affine(hiddenWeights, state, hiddenBias, b);
                TCell.Step<T>(a, b, state, cell);
                state.CopyTo(y.Slice(token * yStride, hidden));
            }
        }
    }

    internal static T Sigmoid<T>(T x) where T : IFloatingPointIeee754<T> => T.One / (T.One + T.Exp(-x));

    static void Affine<T>(ReadOnlySpan<T> weights, ReadOnlySpan<T> x, ReadOnlySpan<T> bias, Span<T> y)
        where T : IFloatingPointIeee754<T>
    {
        for (int row = 0; row < y.Length; row++)
        {
            T sum = T.Zero;
            for (int i = 0; i < x.Length; i++)
                sum += weights[row * x.Length + i] * x[i];
            y[row] = bias.IsEmpty ? sum : sum + bias[row];
        }
    }
}
