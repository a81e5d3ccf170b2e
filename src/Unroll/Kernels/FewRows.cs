using System.Runtime.CompilerServices;

namespace Unroll.Kernels;

/// <summary>
/// Products with one to three rows. A tile of so few rows has too few chains of multiply-adds to keep the processor
/// busy, so this one takes up to four neighbouring panels at once and is limited by the reading of B alone. Each
/// element is summed in the same order as in <see cref="Tile"/>: the bits are the same.
/// </summary>
static unsafe class FewRows
{
    public const int MaxPanels = 4;

    /// <summary>Whether this code is the better one: registers must hold the chains of all panels.</summary>
    public static bool Fits<L, V>(int rows) where L : struct, ILanes<V> where V : unmanaged =>
        rows <= (L.Count == 16 ? 3 : L.Count == 1 ? 0 : 1);

    /// <summary>
    /// C[r, 32 · p + column] = the sum over parts and steps of A[row + r, step] * B[panel + p][step, column], for
    /// p below panels (1 to 4); with add, the sum starts from C instead of 0. Whole panels are written.
    /// </summary>
    public static void Multiply<L, V>(
        Part* parts, int partCount, int row, int rows, int panel, int panels, float* c, nint stride, bool add)
        where L : struct, ILanes<V>
        where V : unmanaged
    {
        for (int column = 0; column < Panels.Width; column += 2 * L.Count)
        {
            switch (panels)
            {
                case 1: ChooseRows<L, V, Count1>(parts, partCount, row, rows, panel, c + column, stride, add, column); break;
                case 2: ChooseRows<L, V, Count2>(parts, partCount, row, rows, panel, c + column, stride, add, column); break;
                case 3: ChooseRows<L, V, Count3>(parts, partCount, row, rows, panel, c + column, stride, add, column); break;
                case 4: ChooseRows<L, V, Count4>(parts, partCount, row, rows, panel, c + column, stride, add, column); break;
            }
        }
    }

    static void ChooseRows<L, V, P>(
        Part* parts, int partCount, int row, int rows, int panel, float* c, nint stride, bool add, int column)
        where L : struct, ILanes<V>
        where V : unmanaged
        where P : struct, ICount
    {
        switch (rows)
        {
            case 1: Multiply<L, V, Count1, P>(parts, partCount, row, panel, c, stride, add, column); break;
            case 2: Multiply<L, V, Count2, P>(parts, partCount, row, panel, c, stride, add, column); break;
            case 3: Multiply<L, V, Count3, P>(parts, partCount, row, panel, c, stride, add, column); break;
        }
    }

    // Names: row, panel, half of the panel's columns.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Multiply<L, V, R, P>(Part* parts, int partCount, int row, int panel, float* c, nint stride, bool add, int column)
        where L : struct, ILanes<V>
        where V : unmanaged
        where R : struct, ICount
        where P : struct, ICount
    {
        V zero = L.Broadcast(0);
        V c000 = zero, c001 = zero, c010 = zero, c011 = zero, c020 = zero, c021 = zero, c030 = zero, c031 = zero;
        V c100 = zero, c101 = zero, c110 = zero, c111 = zero, c120 = zero, c121 = zero, c130 = zero, c131 = zero;
        V c200 = zero, c201 = zero, c210 = zero, c211 = zero, c220 = zero, c221 = zero, c230 = zero, c231 = zero;
        if (add)
        {
            c000 = L.Load(c); c001 = L.Load(c + L.Count);
            if (P.Value > 1) { c010 = L.Load(c + 32); c011 = L.Load(c + 32 + L.Count); }
            if (P.Value > 2) { c020 = L.Load(c + 64); c021 = L.Load(c + 64 + L.Count); }
            if (P.Value > 3) { c030 = L.Load(c + 96); c031 = L.Load(c + 96 + L.Count); }
            if (R.Value > 1) { c100 = L.Load(c + stride); c101 = L.Load(c + stride + L.Count); }
            if (R.Value > 1 && P.Value > 1) { c110 = L.Load(c + stride + 32); c111 = L.Load(c + stride + 32 + L.Count); }
            if (R.Value > 1 && P.Value > 2) { c120 = L.Load(c + stride + 64); c121 = L.Load(c + stride + 64 + L.Count); }
            if (R.Value > 1 && P.Value > 3) { c130 = L.Load(c + stride + 96); c131 = L.Load(c + stride + 96 + L.Count); }
            if (R.Value > 2) { c200 = L.Load(c + 2 * stride); c201 = L.Load(c + 2 * stride + L.Count); }
            if (R.Value > 2 && P.Value > 1) { c210 = L.Load(c + 2 * stride + 32); c211 = L.Load(c + 2 * stride + 32 + L.Count); }
            if (R.Value > 2 && P.Value > 2) { c220 = L.Load(c + 2 * stride + 64); c221 = L.Load(c + 2 * stride + 64 + L.Count); }
            if (R.Value > 2 && P.Value > 3) { c230 = L.Load(c + 2 * stride + 96); c231 = L.Load(c + 2 * stride + 96 + L.Count); }
        }
        for (Part* part = parts; part < parts + partCount; part++)
        {
            nint s = part->RowStride, step = part->StepStride, next = part->PanelStride;
            float* a = part->A + row * s, b0 = part->B + panel * next + column;
            float* b1 = b0 + next, b2 = b1 + next, b3 = b2 + next;
            for (nint steps = part->Steps, at = 0; steps > 0; steps--, at += Panels.Width, a += step)
            {
                V a0 = L.Broadcast(a[0]), a1 = R.Value > 1 ? L.Broadcast(a[s]) : zero, a2 = R.Value > 2 ? L.Broadcast(a[2 * s]) : zero;
                {
                    V low = L.Load(b0 + at), high = L.Load(b0 + at + L.Count);
                    c000 = L.MultiplyAdd(a0, low, c000); c001 = L.MultiplyAdd(a0, high, c001);
                    if (R.Value > 1) { c100 = L.MultiplyAdd(a1, low, c100); c101 = L.MultiplyAdd(a1, high, c101); }
                    if (R.Value > 2) { c200 = L.MultiplyAdd(a2, low, c200); c201 = L.MultiplyAdd(a2, high, c201); }
                }
                if (P.Value > 1)
                {
                    V low = L.Load(b1 + at), high = L.Load(b1 + at + L.Count);
                    c010 = L.MultiplyAdd(a0, low, c010); c011 = L.MultiplyAdd(a0, high, c011);
                    if (R.Value > 1) { c110 = L.MultiplyAdd(a1, low, c110); c111 = L.MultiplyAdd(a1, high, c111); }
                    if (R.Value > 2) { c210 = L.MultiplyAdd(a2, low, c210); c211 = L.MultiplyAdd(a2, high, c211); }
                }
                if (P.Value > 2)
                {
                    V low = L.Load(b2 + at), high = L.Load(b2 + at + L.Count);
                    c020 = L.MultiplyAdd(a0, low, c020); c021 = L.MultiplyAdd(a0, high, c021);
                    if (R.Value > 1) { c120 = L.MultiplyAdd(a1, low, c120); c121 = L.MultiplyAdd(a1, high, c121); }
                    if (R.Value > 2) { c220 = L.MultiplyAdd(a2, low, c220); c221 = L.MultiplyAdd(a2, high, c221); }
                }
                if (P.Value > 3)
                {
                    V low = L.Load(b3 + at), high = L.Load(b3 + at + L.Count);
                    c030 = L.MultiplyAdd(a0, low, c030); c031 = L.MultiplyAdd(a0, high, c031);
                    if (R.Value > 1) { c130 = L.MultiplyAdd(a1, low, c130); c131 = L.MultiplyAdd(a1, high, c131); }
                    if (R.Value > 2) { c230 = L.MultiplyAdd(a2, low, c230); c231 = L.MultiplyAdd(a2, high, c231); }
                }
            }
        }
        L.Store(c, c000); L.Store(c + L.Count, c001);
        if (P.Value > 1) { L.Store(c + 32, c010); L.Store(c + 32 + L.Count, c011); }
        if (P.Value > 2) { L.Store(c + 64, c020); L.Store(c + 64 + L.Count, c021); }
        if (P.Value > 3) { L.Store(c + 96, c030); L.Store(c + 96 + L.Count, c031); }
        if (R.Value > 1) { L.Store(c + stride, c100); L.Store(c + stride + L.Count, c101); }
        if (R.Value > 1 && P.Value > 1) { L.Store(c + stride + 32, c110); L.Store(c + stride + 32 + L.Count, c111); }
        if (R.Value > 1 && P.Value > 2) { L.Store(c + stride + 64, c120); L.Store(c + stride + 64 + L.Count, c121); }
        if (R.Value > 1 && P.Value > 3) { L.Store(c + stride + 96, c130); L.Store(c + stride + 96 + L.Count, c131); }
        if (R.Value > 2) { L.Store(c + 2 * stride, c200); L.Store(c + 2 * stride + L.Count, c201); }
        if (R.Value > 2 && P.Value > 1) { L.Store(c + 2 * stride + 32, c210); L.Store(c + 2 * stride + 32 + L.Count, c211); }
        if (R.Value > 2 && P.Value > 2) { L.Store(c + 2 * stride + 64, c220); L.Store(c + 2 * stride + 64 + L.Count, c221); }
        if (R.Value > 2 && P.Value > 3) { L.Store(c + 2 * stride + 96, c230); L.Store(c + 2 * stride + 96 + L.Count, c231); }
    }
}
