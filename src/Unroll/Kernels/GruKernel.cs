namespace Unroll.Kernels;

/// <summary>
/// Gated recurrent unit as in PyTorch, the reset gate after the product: r, z = σ(sum), n = tanh(Wx + b + r∘(W_hn h + b_hn)),
/// h' = (1 - z)∘n + z∘h. The candidate's two sums have slots of their own; kept for the way back are n, r, z and W_hn h + b_hn.
/// </summary>
readonly unsafe struct GruKernel : ICellKernel
{
    // The slots fed by the inputs are the first three, those fed by the hidden state the last three.
    const int N = 0 * Panels.Width, R = 1 * Panels.Width, Z = 2 * Panels.Width, HiddenN = 3 * Panels.Width;
    const int CandidateGate = 2;

    public static int Gates => 3;
    public static int Slots => 4;
    public static int SavedPanels => 4;
    public static IReadOnlyList<string> SavedNames { get; } = ["candidate", "reset gate", "update gate"];
    public static int InputSlot(int gate) => gate == CandidateGate ? 0 : gate + 1;
    public static int HiddenSlot(int gate) => gate + 1;
    public static bool CarriesHidden => true;

    // Two walks over the rows: n waits long for r, and in one walk the processor would wait with it.
    public static void Forward<L, V>(in CellForward at) where L : struct, ILanes<V> where V : unmanaged
    {
        ResetCandidates<L, V>(in at);
        ComputeHidden<L, V>(in at);
    }

    /// <summary>Leaves the candidate's whole sum, Wx + b + r∘(W_hn h + b_hn), in its slot.</summary>
    static void ResetCandidates<L, V>(in CellForward at) where L : struct, ILanes<V> where V : unmanaged
    {
        float* bias = at.Bias;
        for (int row = 0; row < at.Rows; row++)
        {
            float* sums = at.Sums + row * at.SumsStride;
            for (int unit = 0; unit < at.Units; unit += L.Count)
            {
                V r = Functions.Sigmoid<L, V>(L.Add(L.Load(sums + R + unit), L.Load(bias + R + unit)));
                V hiddenN = L.Add(L.Load(sums + HiddenN + unit), L.Load(bias + HiddenN + unit));
                V n = L.Add(L.Load(sums + N + unit), L.Load(bias + N + unit));
                L.Store(sums + N + unit, L.MultiplyAdd(r, hiddenN, n));
                if (at.Saved != null)
                {
                    float* saved = at.Saved + row * Panels.Width + unit;
                    L.Store(saved + at.PanelStride, r);
                    L.Store(saved + 3 * at.PanelStride, hiddenN);
                }
            }
        }
    }

    static void ComputeHidden<L, V>(in CellForward at) where L : struct, ILanes<V> where V : unmanaged
    {
        float* bias = at.Bias;
        for (int row = 0; row < at.Rows; row++)
        {
            float* sums = at.Sums + row * at.SumsStride;
            for (int unit = 0; unit < at.Units; unit += L.Count)
            {
                V z = Functions.Sigmoid<L, V>(L.Add(L.Load(sums + Z + unit), L.Load(bias + Z + unit)));
                V n = Functions.Tanh<L, V>(L.Load(sums + N + unit));
                V h = L.MultiplyAdd(z, L.Subtract(L.Load(at.Hidden + row * at.StateStride + unit), n), n);
                L.Store(at.NextHidden + row * at.StateStride + unit, h);
                Partial.Store<L, V>(at.Y + row * at.YStride + unit, h, at.Units - unit);
                if (at.Saved != null)
                {
                    float* saved = at.Saved + row * Panels.Width + unit;
                    L.Store(saved, n);
                    L.Store(saved + 2 * at.PanelStride, z);
                }
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
                int left = at.Units - unit;
                float* saved = at.Saved + row * Panels.Width + unit, dhiddens = at.Dhidden + row * at.StateStride + unit;
                V n = L.Load(saved), r = L.Load(saved + at.PanelStride);
                V z = L.Load(saved + 2 * at.PanelStride), hiddenN = L.Load(saved + 3 * at.PanelStride);
                V h = Partial.Load<L, V>(at.Hidden + row * at.HiddenStride + unit, left);
                V dh = L.Load(dhiddens);
                if (at.Dy != null)
                    dh = L.Add(dh, Partial.Load<L, V>(at.Dy + row * at.DyStride + unit, left));
                dh = Dust.Removed<L, V>(dh);
                V complement = L.Subtract(one, z);
                V dn = L.Multiply(L.Multiply(dh, complement), L.MultiplyAdd(L.Subtract(zero, n), n, one));
                V dz = L.Multiply(L.Multiply(dh, L.Subtract(h, n)), L.Multiply(z, complement));
                V dr = L.Multiply(L.Multiply(dn, hiddenN), L.Multiply(r, L.Subtract(one, r)));
                L.Store(dhiddens, L.Multiply(dh, z));
                L.Store(saved, dn);
                L.Store(saved + at.PanelStride, dr);
                L.Store(saved + 2 * at.PanelStride, dz);
                L.Store(saved + 3 * at.PanelStride, L.Multiply(dn, r));
            }
        }
    }
}
