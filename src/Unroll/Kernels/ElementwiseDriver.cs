using System.Diagnostics;

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
            Arguments arguments = new() { A = px, Y = py, Length = y.Length, Factor = factor };
            Dispatch.Run<Unary<TOperator>, Arguments>(&arguments);
        }
    }

    public static void Combine<TOperator>(ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> y, float factor = 0)
        where TOperator : struct, IBinary
    {
        Debug.Assert(a.Length == y.Length && b.Length == y.Length);
        fixed (float* pa = a, pb = b, py = y)
        {
            Arguments arguments = new() { A = pa, B = pb, Y = py, Length = y.Length, Factor = factor };
            Dispatch.Run<Binary<TOperator>, Arguments>(&arguments);
        }
    }

    public static void Update<TOperator>(ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> y)
        where TOperator : struct, IUpdate
    {
        Debug.Assert(a.Length == y.Length && b.Length == y.Length);
        fixed (float* pa = a, pb = b, py = y)
        {
            Arguments arguments = new() { A = pa, B = pb, Y = py, Length = y.Length };
            Dispatch.Run<Updating<TOperator>, Arguments>(&arguments);
        }
    }

    struct Arguments
    {
        public float* A, B, Y;
        public int Length;
        public float Factor;
    }

    readonly struct Unary<TOperator> : IKernel<Arguments> where TOperator : struct, IUnary
    {
        public static void Run<L, V>(Arguments* arguments, int piece) where L : struct, ILanes<V> where V : unmanaged
        {
            float* x = arguments->A, y = arguments->Y;
            V factor = L.Broadcast(arguments->Factor);
            int i = 0, length = arguments->Length;
            for (; i <= length - L.Count; i += L.Count)
                L.Store(y + i, TOperator.Invoke<L, V>(L.Load(x + i), factor));
            if (i < length)
                L.StorePartial(y + i, TOperator.Invoke<L, V>(L.LoadPartial(x + i, length - i), factor), length - i);
        }
    }

    readonly struct Binary<TOperator> : IKernel<Arguments> where TOperator : struct, IBinary
    {
        public static void Run<L, V>(Arguments* arguments, int piece) where L : struct, ILanes<V> where V : unmanaged
        {
            float* a = arguments->A, b = arguments->B, y = arguments->Y;
            V factor = L.Broadcast(arguments->Factor);
            int i = 0, length = arguments->Length;
            for (; i <= length - L.Count; i += L.Count)
                L.Store(y + i, TOperator.Invoke<L, V>(L.Load(a + i), L.Load(b + i), factor));
            if (i < length)
            {
                int rest = length - i;
                L.StorePartial(y + i, TOperator.Invoke<L, V>(L.LoadPartial(a + i, rest), L.LoadPartial(b + i, rest), factor), rest);
            }
        }
    }

    readonly struct Updating<TOperator> : IKernel<Arguments> where TOperator : struct, IUpdate
    {
        public static void Run<L, V>(Arguments* arguments, int piece) where L : struct, ILanes<V> where V : unmanaged
        {
            float* a = arguments->A, b = arguments->B, y = arguments->Y;
            int i = 0, length = arguments->Length;
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
}
