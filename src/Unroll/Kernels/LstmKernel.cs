namespace Unroll.Kernels;

/// <summary>
/// Long short-term memory: i, f, o = σ(sum), g = tanh(sum), c' = f∘c + i∘g, and h' of o and c' as the output says. Kept for
/// the way back are the four gates and c'; the output is computed again.
/// </summary>
readonly unsafe struct LstmKernel<TOutput> : ICellKernel where TOutput : struct, ILstmOutput
{
    const int I = 0 * Panels.Width, F = 1 * Panels.Width, G = 2 * Panels.Width, O = 3 * Panels.Width;

    /// <summary>The saved panel that holds c'.</summary>
    const int CellPanel = 4;

    public static int Gates => 4;
    public static int Slots => 4;
    public static int SavedPanels => 5;
    public static IReadOnlyList<string> SavedNames { get; } = ["input gate", "forget gate", "candidate", "output gate", "cell state"];
    public static int InputSlot(int gate) => gate;
    public static int HiddenSlot(int gate) => gate;
    public static bool CarriesHidden => false;

    // Two walks over the rows: h' waits long for c', and in one walk the processor would wait with it.
    public static void Forward<L, V>(in CellForward at) where L : struct, ILanes<V> where V : unmanaged
    {
        ComputeCells<L, V>(in at);
        ComputeHidden<L, V>(in at);
    }

    static void ComputeCells<L, V>(in CellForward at) where L : struct, ILanes<V> where V : unmanaged
    {
        float* bias = at.Bias;
        for (int row = 0; row < at.Rows; row++)
        {
            float* sums = at.Sums + row * at.SumsStride, cells = at.Cell + row * at.StateStride;
            for (int unit = 0; unit < at.Units; unit += L.Count)
            {
                V i = Functions.Sigmoid<L, V>(L.Add(L.Load(sums + I + unit), L.Load(bias + I + unit)));
                V f = Functions.Sigmoid<L, V>(L.Add(L.Load(sums + F + unit), L.Load(bias + F + unit)));
                V g = Functions.Tanh<L, V>(L.Add(L.Load(sums + G + unit), L.Load(bias + G + unit)));
                V c = L.MultiplyAdd(f, L.Load(cells + unit), L.Multiply(i, g));
                L.Store(cells + unit, c);
                if (at.Saved != null)
                {
                    float* saved = at.Saved + row * Panels.Width + unit;
                    L.Store(saved, i);
                    L.Store(saved + at.PanelStride, f);
                    L.Store(saved + 2 * at.PanelStride, g);
                    L.Store(saved + CellPanel * at.PanelStride, c);
                }
            }
        }
    }

    static void ComputeHidden<L, V>(in CellForward at) where L : struct, ILanes<V> where V : unmanaged
    {
        float* bias = at.Bias;
        for (int row = 0; row < at.Rows; row++)
        {
            float* sums = at.Sums + row * at.SumsStride, cells = at.Cell + row * at.StateStride;
            for (int unit = 0; unit < at.Units; unit += L.Count)
            {
                V o = Functions.Sigmoid<L, V>(L.Add(L.Load(sums + O + unit), L.Load(bias + O + unit)));
                V h = TOutput.Hidden<L, V>(o, L.Load(cells + unit));
                L.Store(at.NextHidden + row * at.StateStride + unit, h);
                Partial.Store<L, V>(at.Y + row * at.YStride + unit, h, at.Units - unit);
                if (at.Saved != null)
                    L.Store(at.Saved + 3 * at.PanelStride + row * Panels.Width + unit, o);
            }
        }
    }

    public static void Backward<L, V>(in CellBackward at) where L : struct, ILanes<V> where V : unmanaged
    {
        V one = L.Broadcast(1), zero = L.Broadcast(0);
        for (int row = 0; row < at.Rows; row++)
        {
            for (int unit = 0; unit < at.Units; unit += L.Count)
            {
                float* saved = at.Saved + row * Panels.Width + unit;
                float* dcells = at.Dcell + row * at.StateStride + unit;
                V i = L.Load(saved), f = L.Load(saved + at.PanelStride);
                V g = L.Load(saved + 2 * at.PanelStride), o = L.Load(saved + 3 * at.PanelStride);
                V dh = L.Load(at.Dhidden + row * at.StateStride + unit);
                if (at.Dy != null)
                    dh = L.Add(dh, Partial.Load<L, V>(at.Dy + row * at.DyStride + unit, at.Units - unit));
                V dO = TOutput.Backward<L, V>(Dust.Removed<L, V>(dh), o, L.Load(saved + CellPanel * at.PanelStride), L.Load(dcells), out V dc);
                dc = Dust.Removed<L, V>(dc);
                V di = L.Multiply(dc, g), df = L.Multiply(dc, L.Load(at.Cell + row * at.CellStride + unit)), dg = L.Multiply(dc, i);
                L.Store(dcells, L.Multiply(dc, f));
                L.Store(saved, L.Multiply(di, L.Multiply(i, L.Subtract(one, i))));
                L.Store(saved + at.PanelStride, L.Multiply(df, L.Multiply(f, L.Subtract(one, f))));
                L.Store(saved + 2 * at.PanelStride, L.Multiply(dg, L.MultiplyAdd(L.Subtract(zero, g), g, one)));
                L.Store(saved + 3 * at.PanelStride, L.Multiply(dO, L.Multiply(o, L.Subtract(one, o))));
            }
        }
    }
}
