using System.Diagnostics;
using System.Runtime.Intrinsics;

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
            int rows = columns == 0 ? 0 : x.Length / columns;
            switch (InstructionSet.Path)
            {
                case KernelPath.Avx512: AddColumnSums<Lanes512, Vector512<float>>(px, rows, columns, target); break;
                case KernelPath.Avx2: AddColumnSums<Lanes256, Vector256<float>>(px, rows, columns, target); break;
                default: AddColumnSums<Lanes1, float>(px, rows, columns, target); break;
            }
        }
    }

    static void AddColumnSums<L, V>(float* x, int rows, int columns, float* sums) where L : struct, ILanes<V> where V : unmanaged
    {
        int column = 0;
        for (; column <= columns - L.Count; column += L.Count)
        {
            V sum = L.Broadcast(0);
            float* at = x + column;
            for (int row = 0; row < rows; row++, at += columns)
                sum = L.Add(sum, L.Load(at));
            L.Store(sums + column, L.Add(L.Load(sums + column), sum));
        }
        if (column < columns)
        {
            V sum = L.Broadcast(0);
            int rest = columns - column;
            float* at = x + column;
            for (int row = 0; row < rows; row++, at += columns)
                sum = L.Add(sum, L.LoadPartial(at, rest));
            L.StorePartial(sums + column, L.Add(L.LoadPartial(sums + column, rest), sum), rest);
        }
    }

    static double Reduce<TTerm>(ReadOnlySpan<float> x) where TTerm : struct, ITerm
    {
        double total = 0;
        fixed (float* px = x)
        {
            for (int start = 0; start < x.Length; start += Block)
            {
                int length = Math.Min(Block, x.Length - start);
                total += InstructionSet.Path switch
                {
                    KernelPath.Avx512 => ReduceBlock<TTerm, Lanes512, Vector512<float>>(px + start, length),
                    KernelPath.Avx2 => ReduceBlock<TTerm, Lanes256, Vector256<float>>(px + start, length),
                    _ => ReduceBlock<TTerm, Lanes1, float>(px + start, length),
                };
            }
        }
        return total;
    }

    static double ReduceBlock<TTerm, L, V>(float* x, int length)
        where TTerm : struct, ITerm
        where L : struct, ILanes<V>
        where V : unmanaged
    {
        float* sums = stackalloc float[PartialSums];
        for (int lane = 0; lane < PartialSums; lane += L.Count)
        {
            V sum = L.Broadcast(0);
            int i = lane;
            for (; i <= length - L.Count; i += PartialSums)
                sum = TTerm.Add<L, V>(sum, L.Load(x + i));
            if (i < length)
                sum = TTerm.Add<L, V>(sum, L.LoadPartial(x + i, length - i));
            L.Store(sums + lane, sum);
        }
        double total = 0;
        for (int i = 0; i < PartialSums; i++)
            total += sums[i];
        return total;
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
