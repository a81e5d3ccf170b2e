using System.Diagnostics;
using System.Runtime.Intrinsics;

namespace Unroll.Kernels;

/// <summary>y = f(x, factor).</summary>
interface IUnary
{
    static abstract V Invoke<L, V>(V x, V factor) where L : struct, ILanes<V> where V : unmanaged;
}

/// <summary>y = f(a, b, factor).</summary>
interface IBinary
{
    static abstract V Invoke<L, V>(V a, V b, V factor) where L : struct, ILanes<V> where V : unmanaged;
}

/// <summary>y = f(a, b, y).</summary>
interface IUpdate
{
    static abstract V Invoke<L, V>(V a, V b, V y) where L : struct, ILanes<V> where V : unmanaged;
}

/// <summary>
/// The loops behind element-wise kernels: whole vectors, then the remainder as one partly filled vector, so that
/// every element goes through the same instructions. A result may be written over an operand.
/// </summary>
static unsafe class ElementwiseDriver
{
    public static void Apply<TOperator>(ReadOnlySpan<float> x, Span<float> y, float factor = 0) where TOperator : struct, IUnary
    {
        Debug.Assert(x.Length == y.Length);
        fixed (float* px = x, py = y)
        {
            switch (InstructionSet.Path)
            {
                case KernelPath.Avx512: Apply<TOperator, Lanes512, Vector512<float>>(px, py, y.Length, factor); break;
                case KernelPath.Avx2: Apply<TOperator, Lanes256, Vector256<float>>(px, py, y.Length, factor); break;
                default: Apply<TOperator, Lanes1, float>(px, py, y.Length, factor); break;
            }
        }
    }

    public static void Combine<TOperator>(ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> y, float factor = 0)
        where TOperator : struct, IBinary
    {
        Debug.Assert(a.Length == y.Length && b.Length == y.Length);
        fixed (float* pa = a, pb = b, py = y)
        {
            switch (InstructionSet.Path)
            {
                case KernelPath.Avx512: Combine<TOperator, Lanes512, Vector512<float>>(pa, pb, py, y.Length, factor); break;
                case KernelPath.Avx2: Combine<TOperator, Lanes256, Vector256<float>>(pa, pb, py, y.Length, factor); break;
                default: Combine<TOperator, Lanes1, float>(pa, pb, py, y.Length, factor); break;
            }
        }
    }

    public static void Update<TOperator>(ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> y)
        where TOperator : struct, IUpdate
    {
        Debug.Assert(a.Length == y.Length && b.Length == y.Length);
        fixed (float* pa = a, pb = b, py = y)
        {
            switch (InstructionSet.Path)
            {
                case KernelPath.Avx512: Update<TOperator, Lanes512, Vector512<float>>(pa, pb, py, y.Length); break;
                case KernelPath.Avx2: Update<TOperator, Lanes256, Vector256<float>>(pa, pb, py, y.Length); break;
                default: Update<TOperator, Lanes1, float>(pa, pb, py, y.Length); break;
            }
        }
    }

    static void Apply<TOperator, L, V>(float* x, float* y, int length, float factor)
        where TOperator : struct, IUnary
        where L : struct, ILanes<V>
        where V : unmanaged
    {
        V f = L.Broadcast(factor);
        int i = 0;
        for (; i <= length - L.Count; i += L.Count)
            L.Store(y + i, TOperator.Invoke<L, V>(L.Load(x + i), f));
        if (i < length)
            L.StorePartial(y + i, TOperator.Invoke<L, V>(L.LoadPartial(x + i, length - i), f), length - i);
    }

    static void Combine<TOperator, L, V>(float* a, float* b, float* y, int length, float factor)
        where TOperator : struct, IBinary
        where L : struct, ILanes<V>
        where V : unmanaged
    {
        V f = L.Broadcast(factor);
        int i = 0;
        for (; i <= length - L.Count; i += L.Count)
            L.Store(y + i, TOperator.Invoke<L, V>(L.Load(a + i), L.Load(b + i), f));
        if (i < length)
        {
            int rest = length - i;
            L.StorePartial(y + i, TOperator.Invoke<L, V>(L.LoadPartial(a + i, rest), L.LoadPartial(b + i, rest), f), rest);
        }
    }

    static void Update<TOperator, L, V>(float* a, float* b, float* y, int length)
        where TOperator : struct, IUpdate
        where L : struct, ILanes<V>
        where V : unmanaged
    {
        int i = 0;
        for (; i <= length - L.Count; i += L.Count)
            L.Store(y + i, TOperator.Invoke<L, V>(L.Load(a + i), L.Load(b + i), L.Load(y + i)));
        if (i < length)
        {
            int rest = length - i;
            V value = TOperator.Invoke<L, V>(L.LoadPartial(a + i, rest), L.LoadPartial(b + i, rest), L.LoadPartial(y + i, rest));
            L.StorePartial(y + i, value, rest);
        }
    }
}
