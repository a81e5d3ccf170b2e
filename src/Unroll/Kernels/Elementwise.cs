using System.Diagnostics;

namespace Unroll.Kernels;

/// <summary>Arithmetic on spans of equal length, element by element. A result may be written over an operand.</summary>
static class Elementwise
{
    /// <summary>y = a + b.</summary>
    public static void Add(ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> y) =>
        ElementwiseDriver.Combine<AddOperator>(a, b, y);

    /// <summary>y = a - b.</summary>
    public static void Subtract(ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> y) =>
        ElementwiseDriver.Combine<SubtractOperator>(a, b, y);

    /// <summary>y = a ∘ b.</summary>
    public static void Multiply(ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> y) =>
        ElementwiseDriver.Combine<MultiplyOperator>(a, b, y);

    /// <summary>y = a / b.</summary>
    public static void Divide(ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> y) =>
        ElementwiseDriver.Combine<DivideOperator>(a, b, y);

    /// <summary>y = factor · x.</summary>
    public static void Scale(ReadOnlySpan<float> x, float factor, Span<float> y) =>
        ElementwiseDriver.Apply<ScaleOperator>(x, y, factor);

    /// <summary>y = x + number.</summary>
    public static void AddNumber(ReadOnlySpan<float> x, float number, Span<float> y) =>
        ElementwiseDriver.Apply<AddNumberOperator>(x, y, number);

    /// <summary>y += factor · x.</summary>
    public static void AddScaled(ReadOnlySpan<float> x, float factor, Span<float> y) =>
        ElementwiseDriver.Combine<AddScaledOperator>(x, y, y, factor);

    /// <summary>y += a ∘ b.</summary>
    public static void MultiplyAdd(ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> y) =>
        ElementwiseDriver.Update<MultiplyAddOperator>(a, b, y);

    /// <summary>y = √x.</summary>
    public static void SquareRoot(ReadOnlySpan<float> x, Span<float> y) =>
        ElementwiseDriver.Apply<SquareRootOperator>(x, y);

    /// <summary>y = eˣ.</summary>
    public static void Exp(ReadOnlySpan<float> x, Span<float> y) => ElementwiseDriver.Apply<ExpOperator>(x, y);

    /// <summary>y = ln x.</summary>
    public static void Log(ReadOnlySpan<float> x, Span<float> y)
    {
        Debug.Assert(x.Length == y.Length);
        for (int i = 0; i < x.Length; i++)
            y[i] = MathF.Log(x[i]);
    }

    readonly struct AddOperator : IBinary
    {
        public static V Invoke<L, V>(V a, V b, V factor) where L : struct, ILanes<V> where V : unmanaged => L.Add(a, b);
    }

    readonly struct SubtractOperator : IBinary
    {
        public static V Invoke<L, V>(V a, V b, V factor) where L : struct, ILanes<V> where V : unmanaged => L.Subtract(a, b);
    }

    readonly struct MultiplyOperator : IBinary
    {
        public static V Invoke<L, V>(V a, V b, V factor) where L : struct, ILanes<V> where V : unmanaged => L.Multiply(a, b);
    }

    readonly struct DivideOperator : IBinary
    {
        public static V Invoke<L, V>(V a, V b, V factor) where L : struct, ILanes<V> where V : unmanaged => L.Divide(a, b);
    }

    readonly struct AddScaledOperator : IBinary
    {
        public static V Invoke<L, V>(V a, V b, V factor) where L : struct, ILanes<V> where V : unmanaged => L.MultiplyAdd(a, factor, b);
    }

    readonly struct MultiplyAddOperator : IUpdate
    {
        public static V Invoke<L, V>(V a, V b, V y) where L : struct, ILanes<V> where V : unmanaged => L.MultiplyAdd(a, b, y);
    }

    readonly struct ScaleOperator : IUnary
    {
        public static V Invoke<L, V>(V x, V factor) where L : struct, ILanes<V> where V : unmanaged => L.Multiply(x, factor);
    }

    readonly struct AddNumberOperator : IUnary
    {
        public static V Invoke<L, V>(V x, V number) where L : struct, ILanes<V> where V : unmanaged => L.Add(x, number);
    }

    readonly struct SquareRootOperator : IUnary
    {
        public static V Invoke<L, V>(V x, V factor) where L : struct, ILanes<V> where V : unmanaged => L.SquareRoot(x);
    }

    readonly struct ExpOperator : IUnary
    {
        public static V Invoke<L, V>(V x, V factor) where L : struct, ILanes<V> where V : unmanaged => Functions.Exp<L, V>(x);
    }
}
