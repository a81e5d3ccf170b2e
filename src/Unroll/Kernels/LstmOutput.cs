using System.Numerics;

namespace Unroll.Kernels;

/// <summary>How an LSTM's hidden state follows from its output gate o and its cell state c.</summary>
interface ILstmOutput
{
    static abstract V Hidden<L, V>(V o, V c) where L : struct, ILanes<V> where V : unmanaged;

    /// <summary>The gradient of o; and in <paramref name="dcTotal"/> that of c, added to what came from the next step.</summary>
    static abstract V Backward<L, V>(V dh, V o, V c, V dc, out V dcTotal) where L : struct, ILanes<V> where V : unmanaged;

    /// <summary>The formula in any precision.</summary>
    static abstract T Formula<T>(T o, T c) where T : IFloatingPointIeee754<T>;
}

/// <summary>h = o∘tanh(c): Hochreiter and Schmidhuber's, and everybody's.</summary>
readonly struct GatedTanh : ILstmOutput
{
    public static V Hidden<L, V>(V o, V c) where L : struct, ILanes<V> where V : unmanaged =>
        L.Multiply(o, Functions.Tanh<L, V>(c));

    public static V Backward<L, V>(V dh, V o, V c, V dc, out V dcTotal) where L : struct, ILanes<V> where V : unmanaged
    {
        V tanh = Functions.Tanh<L, V>(c);
        dcTotal = L.MultiplyAdd(L.Multiply(dh, o), L.MultiplyAdd(L.Subtract(L.Broadcast(0), tanh), tanh, L.Broadcast(1)), dc);
        return L.Multiply(dh, tanh);
    }

    public static T Formula<T>(T o, T c) where T : IFloatingPointIeee754<T> => o * T.Tanh(c);
}

/// <summary>h = tanh(o∘c): the Grid LSTM's. Kalchbrenner, Danihelka and Graves (2015).</summary>
readonly struct TanhOfGated : ILstmOutput
{
    public static V Hidden<L, V>(V o, V c) where L : struct, ILanes<V> where V : unmanaged =>
        Functions.Tanh<L, V>(L.Multiply(o, c));

    public static V Backward<L, V>(V dh, V o, V c, V dc, out V dcTotal) where L : struct, ILanes<V> where V : unmanaged
    {
        V h = Functions.Tanh<L, V>(L.Multiply(o, c));
        V dproduct = L.Multiply(dh, L.MultiplyAdd(L.Subtract(L.Broadcast(0), h), h, L.Broadcast(1)));
        dcTotal = L.MultiplyAdd(dproduct, o, dc);
        return L.Multiply(dproduct, c);
    }

    public static T Formula<T>(T o, T c) where T : IFloatingPointIeee754<T> => T.Tanh(o * c);
}
