namespace Unroll.Kernels;

/// <summary>Activation functions and their way back; each derivative follows from the output y alone.</summary>
static class Activations
{
    /// <summary>y = σ(x) = 1 / (1 + e⁻ˣ).</summary>
    public static void Sigmoid(ReadOnlySpan<float> x, Span<float> y) => ElementwiseDriver.Apply<SigmoidOperator>(x, y);

    /// <summary>y = tanh x.</summary>
    public static void Tanh(ReadOnlySpan<float> x, Span<float> y) => ElementwiseDriver.Apply<TanhOperator>(x, y);

    /// <summary>y = max(x, 0); NaN stays NaN.</summary>
    public static void Relu(ReadOnlySpan<float> x, Span<float> y) => ElementwiseDriver.Apply<ReluOperator>(x, y);

    /// <summary>dx += dy · y · (1 - y).</summary>
    public static void SigmoidBackward(ReadOnlySpan<float> y, ReadOnlySpan<float> dy, Span<float> dx) =>
        ElementwiseDriver.Update<SigmoidBackwardOperator>(y, dy, dx);

    /// <summary>dx += dy · (1 - y²).</summary>
    public static void TanhBackward(ReadOnlySpan<float> y, ReadOnlySpan<float> dy, Span<float> dx) =>
        ElementwiseDriver.Update<TanhBackwardOperator>(y, dy, dx);

    /// <summary>dx += dy where y is above 0.</summary>
    public static void ReluBackward(ReadOnlySpan<float> y, ReadOnlySpan<float> dy, Span<float> dx) =>
        ElementwiseDriver.Update<ReluBackwardOperator>(y, dy, dx);

    readonly struct SigmoidOperator : IUnary
    {
        public static V Invoke<L, V>(V x, V factor) where L : struct, ILanes<V> where V : unmanaged => Functions.Sigmoid<L, V>(x);
    }

    readonly struct TanhOperator : IUnary
    {
        public static V Invoke<L, V>(V x, V factor) where L : struct, ILanes<V> where V : unmanaged => Functions.Tanh<L, V>(x);
    }

    readonly struct ReluOperator : IUnary
    {
        public static V Invoke<L, V>(V x, V factor) where L : struct, ILanes<V> where V : unmanaged =>
            L.AtLeast(x, L.Broadcast(0));
    }

    readonly struct SigmoidBackwardOperator : IUpdate
    {
        public static V Invoke<L, V>(V y, V dy, V dx) where L : struct, ILanes<V> where V : unmanaged =>
            L.MultiplyAdd(dy, L.Multiply(y, L.Subtract(L.Broadcast(1), y)), dx);
    }

    readonly struct TanhBackwardOperator : IUpdate
    {
        public static V Invoke<L, V>(V y, V dy, V dx) where L : struct, ILanes<V> where V : unmanaged =>
            L.MultiplyAdd(dy, L.MultiplyAdd(L.Subtract(L.Broadcast(0), y), y, L.Broadcast(1)), dx);
    }

    readonly struct ReluBackwardOperator : IUpdate
    {
        public static V Invoke<L, V>(V y, V dy, V dx) where L : struct, ILanes<V> where V : unmanaged =>
            L.Add(dx, L.WhereGreater(y, L.Broadcast(0), dy, L.Broadcast(0)));
    }
}
