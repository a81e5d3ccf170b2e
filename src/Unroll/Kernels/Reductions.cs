using System.Diagnostics;

namespace Unroll.Kernels;

/// <summary>
/// Sums and the like over many elements. Whatever the vector width, sixteen partial sums are kept (element i goes
/// to sum i mod 16) over blocks of 4,096 elements; the blocks are added in double.
/// </summary>
static unsafe class Reductions
{
    const int PartialSums = 16;
    const int Block = 4096;

    /// <summary>The sum of all elements.</summary>
    public static double Sum(ReadOnlySpan<float> x) => Reduce<Identity>(x);

    /// <summary>The sum of the squares of all elements.</summary>
    public static double SumOfSquares(ReadOnlySpan<float> x) => Reduce<Square>(x);

    /// <summary>The largest element; NaN where one is NaN; negative infinity where there is none.</summary>
    public static float Max(ReadOnlySpan<float> x)
    {
        float max = float.NegativeInfinity;
        foreach (float value in x)
            max = MathF.Max(max, value);
        return max;
    }

    /// <summary>Where the largest element is, the first of equals; 0 where there is none.</summary>
    public static int IndexOfLargest(ReadOnlySpan<float> x)
    {
        int best = 0;
        for (int i = 1; i < x.Length; i++)
            best = x[i] > x[best] ? i : best;
        return best;
    }

    /// <summary>Adds one row to each: y[rows, columns] += bias[columns].</summary>
    public static void AddToRows(ReadOnlySpan<float> bias, Span<float> y)
    {
        Debug.Assert(y.Length % Math.Max(bias.Length, 1) == 0);
        for (int start = 0; start < y.Length; start += bias.Length)
            Elementwise.Add(y.Slice(start, bias.Length), bias, y.Slice(start, bias.Length));
    }

    /// <summary>sums[columns] += the sum over rows of x[rows, columns], first row first.</summary>
    public static void AddColumnSums(ReadOnlySpan<float> x, Span<float> sums)
    {
        Debug.Assert(x.Length % Math.Max(sums.Length, 1) == 0);
        int columns = sums.Length;
        fixed (float* px = x, target = sums)
        {
            Table table = new() { X = px, Sums = target, Rows = columns == 0 ? 0 : x.Length / columns, Columns = columns };
            Dispatch.Run<ColumnSums, Table>(&table);
        }
    }

    struct Table
    {
        public float* X, Sums;
        public int Rows, Columns;
    }

    readonly struct ColumnSums : IKernel<Table>
    {
        public static void Run<L, V>(Table* table, int piece) where L : struct, ILanes<V> where V : unmanaged
        {
            int columns = table->Columns;
            for (int column = 0; column < columns; column += L.Count)
            {
                V sum = L.Broadcast(0);
                int left = columns - column;
                float* at = table->X + column, target = table->Sums + column;
                for (int row = 0; row < table->Rows; row++, at += columns)
                    sum = L.Add(sum, Partial.Load<L, V>(at, left));
                Partial.Store<L, V>(target, L.Add(Partial.Load<L, V>(target, left), sum), left);
            }
        }
    }

    static double Reduce<TTerm>(ReadOnlySpan<float> x) where TTerm : struct, ITerm
    {
        fixed (float* px = x)
        {
            Range range = new() { X = px, Length = x.Length };
            Dispatch.Run<Blocks<TTerm>, Range>(&range);
            return range.Total;
        }
    }

    struct Range
    {
        public float* X;
        public int Length;
        public double Total;
    }

    readonly struct Blocks<TTerm> : IKernel<Range> where TTerm : struct, ITerm
    {
        public static void Run<L, V>(Range* range, int piece) where L : struct, ILanes<V> where V : unmanaged
        {
            float* sums = stackalloc float[PartialSums];
            for (int start = 0; start < range->Length; start += Block)
            {
                SumBlock<L, V>(range->X + start, Math.Min(Block, range->Length - start), sums);
                for (int i = 0; i < PartialSums; i++)
                    range->Total += sums[i];
            }
        }

        static void SumBlock<L, V>(float* x, int length, float* sums) where L : struct, ILanes<V> where V : unmanaged
        {
            for (int lane = 0; lane < PartialSums; lane += L.Count)
            {
                V sum = L.Broadcast(0);
                for (int i = lane; i < length; i += PartialSums)
                    sum = TTerm.Add<L, V>(sum, Partial.Load<L, V>(x + i, length - i));
                L.Store(sums + lane, sum);
            }
        }
    }

    /// <summary>What a reduction adds to a sum for one element; an element that is 0 must leave the sum alone.</summary>
    interface ITerm
    {
        static abstract V Add<L, V>(V sum, V x) where L : struct, ILanes<V> where V : unmanaged;
    }

    readonly struct Identity : ITerm
    {
        public static V Add<L, V>(V sum, V x) where L : struct, ILanes<V> where V : unmanaged => L.Add(sum, x);
    }

    readonly struct Square : ITerm
    {
        public static V Add<L, V>(V sum, V x) where L : struct, ILanes<V> where V : unmanaged => L.MultiplyAdd(x, x, sum);
    }
}
