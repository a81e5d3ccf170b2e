namespace Unroll.Kernels;

/// <summary>A function of the simple recurrent network, with its derivative as a function of its output.</summary>
interface INonlinearity
{
    static abstract V Value<L, V>(V x) where L : struct, ILanes<V> where V : unmanaged;

    /// <summary>dy · f'(x), where y = f(x).</summary>
    static abstract V Gradient<L, V>(V y, V dy) where L : struct, ILanes<V> where V : unmanaged;
}

/// <summary>tanh x.</summary>
readonly struct TanhNonlinearity : INonlinearity
{
    public static V Value<L, V>(V x) where L : struct, ILanes<V> where V : unmanaged => Functions.Tanh<L, V>(x);

    public static V Gradient<L, V>(V y, V dy) where L : struct, ILanes<V> where V : unmanaged =>
        L.Multiply(dy, L.MultiplyAdd(L.Subtract(L.Broadcast(0), y), y, L.Broadcast(1)));
}

/// <summary>max(x, 0).</summary>
readonly struct ReluNonlinearity : INonlinearity
{
    public static V Value<L, V>(V x) where L : struct, ILanes<V> where V : unmanaged => L.AtLeast(x, L.Broadcast(0));

    public static V Gradient<L, V>(V y, V dy) where L : struct, ILanes<V> where V : unmanaged =>
        L.WhereGreater(y, L.Broadcast(0), dy, L.Broadcast(0));
}

/// <summary>The simple recurrent network of Elman (1990): h' = f(sum). Kept for the way back is h'.</summary>
readonly unsafe struct RnnKernel<TFunction> : ICellKernel where TFunction : struct, INonlinearity
{
    public static int Gates => 1;
    public static int Slots => 1;
    public static int SavedPanels => 1;
    // The only panel is the hidden state, which everybody sees in the outputs.
    public static IReadOnlyList<string> SavedNames => [];
    public static int InputSlot(int gate) => 0;
    public static int HiddenSlot(int gate) => 0;
    public static bool CarriesHidden => false;

    public static void Forward<L, V>(in CellForward at) where L : struct, ILanes<V> where V : unmanaged
    {
        for (int row = 0; row < at.Rows; row++)
        {
            float* sums = at.Sums + row * at.SumsStride;
            for (int unit = 0; unit < at.Units; unit += L.Count)
            {
                V h = TFunction.Value<L, V>(L.Add(L.Load(sums + unit), L.Load(at.Bias + unit)));
                L.Store(at.NextHidden + row * at.StateStride + unit, h);
                Partial.Store<L, V>(at.Y + row * at.YStride + unit, h, at.Units - unit);
                if (at.Saved != null)
                    L.Store(at.Saved + row * Panels.Width + unit, h);
            }
        }
    }

    public static void Backward<L, V>(in CellBackward at) where L : struct, ILanes<V> where V : unmanaged
    {
        for (int row = 0; row < at.Rows; row++)
        {
            for (int unit = 0; unit < at.Units; unit += L.Count)
            {
                float* saved = at.Saved + row * Panels.Width + unit;
                V dh = L.Load(at.Dhidden + row * at.StateStride + unit);
                if (at.Dy != null)
                    dh = L.Add(dh, Partial.Load<L, V>(at.Dy + row * at.DyStride + unit, at.Units - unit));
                L.Store(saved, Dust.Removed<L, V>(TFunction.Gradient<L, V>(L.Load(saved), dh)));
            }
        }
    }
}
