using System.Diagnostics;

namespace Unroll.Kernels;

/// <summary>
/// Normalises each row of [rows, columns]: n = (x - mean) / √(variance + ε) with the variance over all columns, then
/// y = n ∘ gain + bias. Ba, Kiros and Hinton (2016).
/// </summary>
static unsafe class LayerNorm
{
    /// <summary>Keeps the mean and 1 / √(variance + ε) of each row, [rows] each, for the way back.</summary>
    public static void Forward(
        ReadOnlySpan<float> x, ReadOnlySpan<float> gain, ReadOnlySpan<float> bias, float epsilon,
        Span<float> y, Span<float> means, Span<float> inverseDeviations)
    {
        Debug.Assert(x.Length == means.Length * gain.Length && y.Length == x.Length && bias.Length == gain.Length);
        fixed (float* px = x, g = gain, b = bias, py = y, m = means, s = inverseDeviations)
        {
            Arguments arguments = new()
            {
                X = px,
                Gain = g,
                Bias = b,
                Y = py,
                Means = m,
                InverseDeviations = s,
                Epsilon = epsilon,
                Rows = means.Length,
                Columns = gain.Length,
            };
            Dispatch.Run<ForwardKernel, Arguments>(&arguments);
        }
    }

    /// <summary>
    /// With e = dy ∘ gain: dx += (e - mean(e) - n ∘ mean(e ∘ n)) / √(variance + ε), dgain += Σ dy ∘ n and dbias += Σ dy,
    /// rows in order. An empty dx is not wanted.
    /// </summary>
    public static void Backward(
        ReadOnlySpan<float> x, ReadOnlySpan<float> gain, ReadOnlySpan<float> means, ReadOnlySpan<float> inverseDeviations,
        ReadOnlySpan<float> dy, Span<float> dx, Span<float> dgain, Span<float> dbias)
    {
        Debug.Assert(x.Length == means.Length * gain.Length && dy.Length == x.Length);
        using Workspace workspace = Workspace.Open();
        float* scratch = workspace.Take(2L * gain.Length);
        fixed (float* px = x, g = gain, m = means, s = inverseDeviations, pdy = dy, pdx = dx, dg = dgain, db = dbias)
        {
            Arguments arguments = new()
            {
                X = px,
                Gain = g,
                Means = m,
                InverseDeviations = s,
                Dy = pdy,
                Dx = pdx,
                Dgain = dg,
                Dbias = db,
                Scratch = scratch,
                Rows = means.Length,
                Columns = gain.Length,
            };
            Dispatch.Run<BackwardKernel, Arguments>(&arguments);
        }
    }

    struct Arguments
    {
        public float* X, Gain, Bias, Y, Means, InverseDeviations, Dy, Dx, Dgain, Dbias, Scratch;
        public float Epsilon;
        public int Rows, Columns;
    }

    readonly struct ForwardKernel : IKernel<Arguments>
    {
        public static void Run<L, V>(Arguments* arguments, int piece) where L : struct, ILanes<V> where V : unmanaged
        {
            float* x = arguments->X, y = arguments->Y, gain = arguments->Gain, bias = arguments->Bias;
            int columns = arguments->Columns;
            for (int row = 0; row < arguments->Rows; row++, x += columns, y += columns)
            {
                float mean = (float)(RowSums.Sum<L, V>(x, columns) / columns);
                double variance = RowSums.SquaredDeviations<L, V>(x, mean, columns) / columns;
                float inverse = (float)(1 / Math.Sqrt(variance + arguments->Epsilon));
                (arguments->Means[row], arguments->InverseDeviations[row]) = (mean, inverse);
                V center = L.Broadcast(mean), scale = L.Broadcast(inverse);
                for (int i = 0; i < columns; i += L.Count)
                {
                    int left = columns - i;
                    V n = L.Multiply(L.Subtract(Partial.Load<L, V>(x + i, left), center), scale);
                    V value = L.MultiplyAdd(n, Partial.Load<L, V>(gain + i, left), Partial.Load<L, V>(bias + i, left));
                    Partial.Store<L, V>(y + i, value, left);
                }
            }
        }
    }

    readonly struct BackwardKernel : IKernel<Arguments>
    {
        public static void Run<L, V>(Arguments* arguments, int piece) where L : struct, ILanes<V> where V : unmanaged
        {
            float* x = arguments->X, dy = arguments->Dy, dx = arguments->Dx;
            float* gain = arguments->Gain, dgain = arguments->Dgain, dbias = arguments->Dbias;
            int columns = arguments->Columns;
            float* normal = arguments->Scratch, e = normal + columns;
            for (int row = 0; row < arguments->Rows; row++, x += columns, dy += columns)
            {
                V center = L.Broadcast(arguments->Means[row]), scale = L.Broadcast(arguments->InverseDeviations[row]);
                for (int i = 0; i < columns; i += L.Count)
                {
                    int left = columns - i;
                    V n = L.Multiply(L.Subtract(Partial.Load<L, V>(x + i, left), center), scale);
                    V d = Partial.Load<L, V>(dy + i, left);
                    Partial.Store<L, V>(normal + i, n, left);
                    Partial.Store<L, V>(e + i, L.Multiply(d, Partial.Load<L, V>(gain + i, left)), left);
                    Partial.Store<L, V>(dgain + i, L.MultiplyAdd(d, n, Partial.Load<L, V>(dgain + i, left)), left);
                    Partial.Store<L, V>(dbias + i, L.Add(d, Partial.Load<L, V>(dbias + i, left)), left);
                }
                if (dx != null)
                {
                    AddInputGradient<L, V>(normal, e, scale, dx, columns);
                    dx += columns;
                }
            }
        }

        static void AddInputGradient<L, V>(float* normal, float* e, V scale, float* dx, int columns)
            where L : struct, ILanes<V>
            where V : unmanaged
        {
            V mean = L.Broadcast((float)(RowSums.Sum<L, V>(e, columns) / columns));
            V slope = L.Broadcast(-RowSums.Dot<L, V>(e, normal, columns) / columns);
            for (int i = 0; i < columns; i += L.Count)
            {
                int left = columns - i;
                V change = L.Subtract(Partial.Load<L, V>(e + i, left), mean);
                change = L.MultiplyAdd(Partial.Load<L, V>(normal + i, left), slope, change);
                Partial.Store<L, V>(dx + i, L.MultiplyAdd(change, scale, Partial.Load<L, V>(dx + i, left)), left);
            }
        }
    }
}
