namespace Unroll.Kernels;

/// <summary>The largest value of each feature over each sequence of a packed batch, and its way back.</summary>
static unsafe class SequenceMax
{
    const int SmallBatch = 1 << 15;

    /// <summary>y[order[position]] = max over the sequence's rows of x; zeros for an empty one. x is [tokens, width], y [batch, width].</summary>
    public static void Forward(ReadOnlySpan<float> x, Span<float> y, PackedSteps steps, ReadOnlySpan<int> order, int width, ThreadTeam team) =>
        Run(x, y, dy: [], dx: [], steps, order, width, team);

    /// <summary>dx += dy at the first row that holds the maximum y.</summary>
    public static void Backward(
        ReadOnlySpan<float> x, ReadOnlySpan<float> y, ReadOnlySpan<float> dy, Span<float> dx,
        PackedSteps steps, ReadOnlySpan<int> order, int width, ThreadTeam team) =>
        Run(x, y, dy, dx, steps, order, width, team);

    static void Run(
        ReadOnlySpan<float> x, ReadOnlySpan<float> y, ReadOnlySpan<float> dy, Span<float> dx,
        PackedSteps steps, ReadOnlySpan<int> order, int width, ThreadTeam team)
    {
        fixed (float* px = x, py = y, pdy = dy, pdx = dx)
        fixed (int* live = steps.Live, offsets = steps.Offsets, porder = order)
        {
            Arguments arguments = new()
            {
                X = px,
                Y = py,
                Dy = pdy,
                Dx = pdx,
                Live = live,
                Offsets = offsets,
                Order = porder,
                Steps = steps.Live.Length,
                Batch = order.Length,
                Width = width,
                Pieces = x.Length < SmallBatch ? 1 : 4 * team.Size,
            };
            Dispatch.Run<Sequences, Arguments>(&arguments, arguments.Pieces, team);
        }
    }

    struct Arguments
    {
        public float* X, Y, Dy, Dx;
        public int* Live, Offsets, Order;
        public int Steps, Batch, Width, Pieces;
    }

    readonly struct Sequences : IKernel<Arguments>
    {
        public static void Run<L, V>(Arguments* arguments, int piece) where L : struct, ILanes<V> where V : unmanaged
        {
            int end = Split.Start(arguments->Batch, arguments->Pieces, piece + 1);
            for (int position = Split.Start(arguments->Batch, arguments->Pieces, piece); position < end; position++)
            {
                for (int i = 0; i < arguments->Width; i += L.Count)
                {
                    if (arguments->Dx == null)
                        Forward<L, V>(arguments, position, i);
                    else
                        Backward<L, V>(arguments, position, i);
                }
            }
        }

        static void Forward<L, V>(Arguments* arguments, int position, int i) where L : struct, ILanes<V> where V : unmanaged
        {
            int left = arguments->Width - i;
            V largest = L.Broadcast(0);
            for (int step = 0; step < arguments->Steps && arguments->Live[step] > position; step++)
            {
                V x = Partial.Load<L, V>(arguments->X + Row(arguments, step, position) + i, left);
                largest = step == 0 ? x : L.AtLeast(largest, x);
            }
            Partial.Store<L, V>(arguments->Y + (nint)arguments->Order[position] * arguments->Width + i, largest, left);
        }

        static void Backward<L, V>(Arguments* arguments, int position, int i) where L : struct, ILanes<V> where V : unmanaged
        {
            int left = arguments->Width - i;
            nint target = (nint)arguments->Order[position] * arguments->Width + i;
            V zero = L.Broadcast(0), largest = Partial.Load<L, V>(arguments->Y + target, left);
            V gradient = Partial.Load<L, V>(arguments->Dy + target, left);
            for (int step = 0; step < arguments->Steps && arguments->Live[step] > position; step++)
            {
                nint row = Row(arguments, step, position) + i;
                V x = Partial.Load<L, V>(arguments->X + row, left);
                float* dx = arguments->Dx + row;
                Partial.Store<L, V>(dx, L.Add(Partial.Load<L, V>(dx, left), L.WhereGreater(largest, x, zero, gradient)), left);
                // Where the maximum was met, its gradient has been given away.
                gradient = L.WhereGreater(largest, x, gradient, zero);
            }
        }

        static nint Row(Arguments* arguments, int step, int position) => (nint)(arguments->Offsets[step] + position) * arguments->Width;
    }
}
