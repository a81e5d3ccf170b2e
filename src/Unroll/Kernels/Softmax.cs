using System.Diagnostics;

namespace Unroll.Kernels;

/// <summary>Softmax over the last axis of [rows, columns]. The largest element of a row is subtracted first, so nothing overflows.</summary>
static unsafe class Softmax
{
    /// <summary>y = e^(x - max) / Σ e^(x - max), row by row. y may be x.</summary>
    public static void Forward(ReadOnlySpan<float> x, Span<float> y, int columns, ThreadTeam team)
    {
        fixed (float* px = x, py = y)
            Run<ForwardKernel>(px, py, null, y.Length, columns, team);
    }

    /// <summary>y = x - max - ln Σ e^(x - max), row by row. y may be x.</summary>
    public static void LogForward(ReadOnlySpan<float> x, Span<float> y, int columns, ThreadTeam team)
    {
        fixed (float* px = x, py = y)
            Run<LogForwardKernel>(px, py, null, y.Length, columns, team);
    }

    /// <summary>dx += y · (dy - Σ dy · y), row by row.</summary>
    public static void Backward(ReadOnlySpan<float> y, ReadOnlySpan<float> dy, Span<float> dx, int columns, ThreadTeam team)
    {
        fixed (float* py = y, pdy = dy, pdx = dx)
            Run<BackwardKernel>(py, pdx, pdy, dx.Length, columns, team);
    }

    /// <summary>dx += dy - e^y · Σ dy, row by row, where y is the logarithm.</summary>
    public static void LogBackward(ReadOnlySpan<float> y, ReadOnlySpan<float> dy, Span<float> dx, int columns, ThreadTeam team)
    {
        fixed (float* py = y, pdy = dy, pdx = dx)
            Run<LogBackwardKernel>(py, pdx, pdy, dx.Length, columns, team);
    }

    /// <summary>Writes the softmax of one row and returns the logarithm of Σ e^(x - max), and max.</summary>
    internal static double Row<L, V>(float* x, float* y, int columns, out float max) where L : struct, ILanes<V> where V : unmanaged
    {
        max = RowSums.Max<L, V>(x, columns);
        V largest = L.Broadcast(max);
        for (int i = 0; i < columns; i += L.Count)
        {
            int left = columns - i;
            Partial.Store<L, V>(y + i, Functions.Exp<L, V>(L.Subtract(Partial.Load<L, V>(x + i, left), largest)), left);
        }
        double sum = RowSums.Sum<L, V>(y, columns);
        V scale = L.Broadcast((float)(1 / sum));
        for (int i = 0; i < columns; i += L.Count)
            Partial.Store<L, V>(y + i, L.Multiply(Partial.Load<L, V>(y + i, columns - i), scale), columns - i);
        return Math.Log(sum);
    }

    static void Run<TKernel>(float* x, float* y, float* dy, int length, int columns, ThreadTeam team)
        where TKernel : struct, IKernel<Arguments>
    {
        Debug.Assert(length % Math.Max(columns, 1) == 0);
        int rows = columns == 0 ? 0 : length / columns;
        Arguments arguments = new() { X = x, Y = y, Dy = dy, Rows = rows, Columns = columns };
        arguments.Pieces = length < 16 * 1024 ? Math.Min(rows, 1) : Math.Min(rows, 4 * team.Size);
        Dispatch.Run<TKernel, Arguments>(&arguments, arguments.Pieces, team);
    }

    struct Arguments
    {
        public float* X, Y, Dy;
        public int Rows, Columns, Pieces;

        public readonly (int First, int End) RowsOf(int piece) => (Split.Start(Rows, Pieces, piece), Split.Start(Rows, Pieces, piece + 1));
    }

    readonly struct ForwardKernel : IKernel<Arguments>
    {
        public static void Run<L, V>(Arguments* arguments, int piece) where L : struct, ILanes<V> where V : unmanaged
        {
            int columns = arguments->Columns;
            (int row, int end) = arguments->RowsOf(piece);
            for (; row < end; row++)
                Row<L, V>(arguments->X + (nint)row * columns, arguments->Y + (nint)row * columns, columns, out _);
        }
    }

    readonly struct LogForwardKernel : IKernel<Arguments>
    {
        public static void Run<L, V>(Arguments* arguments, int piece) where L : struct, ILanes<V> where V : unmanaged
        {
            int columns = arguments->Columns;
            using Workspace workspace = Workspace.Open();
            float* probabilities = workspace.Take(columns);
            (int row, int end) = arguments->RowsOf(piece);
            for (; row < end; row++)
            {
                float* x = arguments->X + (nint)row * columns, y = arguments->Y + (nint)row * columns;
                double logarithm = Row<L, V>(x, probabilities, columns, out float max);
                V largest = L.Broadcast(max), rest = L.Broadcast((float)logarithm);
                for (int i = 0; i < columns; i += L.Count)
                {
                    V shifted = L.Subtract(Partial.Load<L, V>(x + i, columns - i), largest);
                    Partial.Store<L, V>(y + i, L.Subtract(shifted, rest), columns - i);
                }
            }
        }
    }

    readonly struct BackwardKernel : IKernel<Arguments>
    {
        public static void Run<L, V>(Arguments* arguments, int piece) where L : struct, ILanes<V> where V : unmanaged
        {
            int columns = arguments->Columns;
            (int row, int end) = arguments->RowsOf(piece);
            for (; row < end; row++)
            {
                nint start = (nint)row * columns;
                float* y = arguments->X + start, dx = arguments->Y + start, dy = arguments->Dy + start;
                V mean = L.Broadcast(RowSums.Dot<L, V>(y, dy, columns));
                for (int i = 0; i < columns; i += L.Count)
                {
                    int left = columns - i;
                    V change = L.Subtract(Partial.Load<L, V>(dy + i, left), mean);
                    V sum = L.MultiplyAdd(Partial.Load<L, V>(y + i, left), change, Partial.Load<L, V>(dx + i, left));
                    Partial.Store<L, V>(dx + i, sum, left);
                }
            }
        }
    }

    readonly struct LogBackwardKernel : IKernel<Arguments>
    {
        public static void Run<L, V>(Arguments* arguments, int piece) where L : struct, ILanes<V> where V : unmanaged
        {
            int columns = arguments->Columns;
            (int row, int end) = arguments->RowsOf(piece);
            for (; row < end; row++)
            {
                nint start = (nint)row * columns;
                float* y = arguments->X + start, dx = arguments->Y + start, dy = arguments->Dy + start;
                V negativeSum = L.Broadcast(-(float)RowSums.Sum<L, V>(dy, columns));
                for (int i = 0; i < columns; i += L.Count)
                {
                    int left = columns - i;
                    V change = L.MultiplyAdd(
                        Functions.Exp<L, V>(Partial.Load<L, V>(y + i, left)), negativeSum, Partial.Load<L, V>(dy + i, left));
                    Partial.Store<L, V>(dx + i, L.Add(change, Partial.Load<L, V>(dx + i, left)), left);
                }
            }
        }
    }
}
