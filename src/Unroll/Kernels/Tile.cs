using System.Runtime.CompilerServices;

namespace Unroll.Kernels;

/// <summary>
/// The one place where matrices are multiplied: a few rows of A times one panel of B, or several panels where rows
/// are scarce. Each element of C is one chain of multiply-adds in the order of the parts and their steps,
/// whatever the width, the number of rows or the thread, so its bits never depend on any of them.
/// </summary>
static unsafe class Tile
{
    /// <summary>Rows that a tile has at most: as many as there are registers for.</summary>
    public static int MaxRows<L, V>() where L : struct, ILanes<V> where V : unmanaged => L.Count is 4 or 8 ? 6 : 12;

    /// <summary>
    /// C[r, column] = the sum over parts and steps of A[row + r, step] * B[step, column], for r below rows
    /// (1 to <see cref="MaxRows"/>); with add, the sum starts from C instead of 0. Of the panel's 32 columns, those
    /// wanted are written, and up to 15 more where whole vectors need it.
    /// </summary>
    public static void Multiply<L, V>(
        Part* parts, int partCount, int row, int rows, int panel, int columns, float* c, nint stride, bool add, FetchShare fetch)
        where L : struct, ILanes<V>
        where V : unmanaged
    {
        if (L.Count == 1)
            MultiplyPortable(parts, partCount, row, rows, panel, columns, c, stride, add);
        else if (columns <= 16 && L.Count == 16)
            ChooseRows<L, V, Count1>(parts, partCount, row, rows, panel, columns, c, stride, add, fetch);
        else
            ChooseRows<L, V, Count2>(parts, partCount, row, rows, panel, columns, c, stride, add, fetch);
    }

    static void ChooseRows<L, V, W>(
        Part* parts, int partCount, int row, int rows, int panel, int columns, float* c, nint stride, bool add, FetchShare fetch)
        where L : struct, ILanes<V>
        where V : unmanaged
        where W : struct, ICount
    {
        for (int column = 0; column < columns; column += W.Value * L.Count)
        {
            switch (rows)
            {
                case 1: Multiply<L, V, Count1, W>(parts, partCount, row, panel, column, c, stride, add, fetch); break;
                case 2: Multiply<L, V, Count2, W>(parts, partCount, row, panel, column, c, stride, add, fetch); break;
                case 3: Multiply<L, V, Count3, W>(parts, partCount, row, panel, column, c, stride, add, fetch); break;
                case 4: Multiply<L, V, Count4, W>(parts, partCount, row, panel, column, c, stride, add, fetch); break;
                case 5: Multiply<L, V, Count5, W>(parts, partCount, row, panel, column, c, stride, add, fetch); break;
                case 6: Multiply<L, V, Count6, W>(parts, partCount, row, panel, column, c, stride, add, fetch); break;
                case 7: Multiply<L, V, Count7, W>(parts, partCount, row, panel, column, c, stride, add, fetch); break;
                case 8: Multiply<L, V, Count8, W>(parts, partCount, row, panel, column, c, stride, add, fetch); break;
                case 9: Multiply<L, V, Count9, W>(parts, partCount, row, panel, column, c, stride, add, fetch); break;
                case 10: Multiply<L, V, Count10, W>(parts, partCount, row, panel, column, c, stride, add, fetch); break;
                case 11: Multiply<L, V, Count11, W>(parts, partCount, row, panel, column, c, stride, add, fetch); break;
                case 12: Multiply<L, V, Count12, W>(parts, partCount, row, panel, column, c, stride, add, fetch); break;
            }
        }
    }

    // Straight-line code on purpose: the accumulators are locals, which is what keeps them in registers.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Multiply<L, V, R, W>(
        Part* parts, int partCount, int row, int panel, int column, float* c, nint stride, bool add, FetchShare fetch)
        where L : struct, ILanes<V>
        where V : unmanaged
        where R : struct, ICount
        where W : struct, ICount
    {
        V zero = L.Broadcast(0);
        V c00 = zero, c01 = zero, c10 = zero, c11 = zero;
        V c20 = zero, c21 = zero, c30 = zero, c31 = zero;
        V c40 = zero, c41 = zero, c50 = zero, c51 = zero;
        V c60 = zero, c61 = zero, c70 = zero, c71 = zero;
        V c80 = zero, c81 = zero, c90 = zero, c91 = zero;
        V ca0 = zero, ca1 = zero, cb0 = zero, cb1 = zero;
        c += column;
        if (add)
        {
            Load<L, V, W>(c + 0 * stride, ref c00, ref c01);
            if (R.Value > 1) Load<L, V, W>(c + 1 * stride, ref c10, ref c11);
            if (R.Value > 2) Load<L, V, W>(c + 2 * stride, ref c20, ref c21);
            if (R.Value > 3) Load<L, V, W>(c + 3 * stride, ref c30, ref c31);
            if (R.Value > 4) Load<L, V, W>(c + 4 * stride, ref c40, ref c41);
            if (R.Value > 5) Load<L, V, W>(c + 5 * stride, ref c50, ref c51);
            if (R.Value > 6) Load<L, V, W>(c + 6 * stride, ref c60, ref c61);
            if (R.Value > 7) Load<L, V, W>(c + 7 * stride, ref c70, ref c71);
            if (R.Value > 8) Load<L, V, W>(c + 8 * stride, ref c80, ref c81);
            if (R.Value > 9) Load<L, V, W>(c + 9 * stride, ref c90, ref c91);
            if (R.Value > 10) Load<L, V, W>(c + 10 * stride, ref ca0, ref ca1);
            if (R.Value > 11) Load<L, V, W>(c + 11 * stride, ref cb0, ref cb1);
        }
        for (Part* part = parts; part < parts + partCount; part++)
        {
            if (part + 1 < parts + partCount)
                PrefetchRows<R>(part + 1, row);
            nint s = part->RowStride, step = part->StepStride;
            float* a0 = part->A + row * s, a3 = a0 + 3 * s, a6 = a0 + 6 * s, a9 = a0 + 9 * s;
            float* b = part->B + panel * part->PanelStride + column;
            float* next = b + part->ToNext + fetch.Start(part->Steps);
            nint fetchStride = fetch.Stride;
            for (int steps = part->Steps; steps > 0; steps--)
            {
                V b0 = L.Load(b), b1 = W.Value > 1 ? L.Load(b + L.Count) : zero;
                { V a = L.Broadcast(a0[0]); c00 = L.MultiplyAdd(a, b0, c00); if (W.Value > 1) c01 = L.MultiplyAdd(a, b1, c01); }
                if (R.Value > 1) { V a = L.Broadcast(a0[s]); c10 = L.MultiplyAdd(a, b0, c10); if (W.Value > 1) c11 = L.MultiplyAdd(a, b1, c11); }
                if (R.Value > 2) { V a = L.Broadcast(a0[2 * s]); c20 = L.MultiplyAdd(a, b0, c20); if (W.Value > 1) c21 = L.MultiplyAdd(a, b1, c21); }
                if (R.Value > 3) { V a = L.Broadcast(a3[0]); c30 = L.MultiplyAdd(a, b0, c30); if (W.Value > 1) c31 = L.MultiplyAdd(a, b1, c31); }
                if (R.Value > 4) { V a = L.Broadcast(a3[s]); c40 = L.MultiplyAdd(a, b0, c40); if (W.Value > 1) c41 = L.MultiplyAdd(a, b1, c41); }
                if (R.Value > 5) { V a = L.Broadcast(a3[2 * s]); c50 = L.MultiplyAdd(a, b0, c50); if (W.Value > 1) c51 = L.MultiplyAdd(a, b1, c51); }
                if (R.Value > 6) { V a = L.Broadcast(a6[0]); c60 = L.MultiplyAdd(a, b0, c60); if (W.Value > 1) c61 = L.MultiplyAdd(a, b1, c61); }
                if (R.Value > 7) { V a = L.Broadcast(a6[s]); c70 = L.MultiplyAdd(a, b0, c70); if (W.Value > 1) c71 = L.MultiplyAdd(a, b1, c71); }
                if (R.Value > 8) { V a = L.Broadcast(a6[2 * s]); c80 = L.MultiplyAdd(a, b0, c80); if (W.Value > 1) c81 = L.MultiplyAdd(a, b1, c81); }
                if (R.Value > 9) { V a = L.Broadcast(a9[0]); c90 = L.MultiplyAdd(a, b0, c90); if (W.Value > 1) c91 = L.MultiplyAdd(a, b1, c91); }
                if (R.Value > 10) { V a = L.Broadcast(a9[s]); ca0 = L.MultiplyAdd(a, b0, ca0); if (W.Value > 1) ca1 = L.MultiplyAdd(a, b1, ca1); }
                if (R.Value > 11) { V a = L.Broadcast(a9[2 * s]); cb0 = L.MultiplyAdd(a, b0, cb0); if (W.Value > 1) cb1 = L.MultiplyAdd(a, b1, cb1); }
                Prefetch.Far(next);
                next += fetchStride;
                b += Panels.Width;
                a0 += step;
                if (R.Value > 3) a3 += step;
                if (R.Value > 6) a6 += step;
                if (R.Value > 9) a9 += step;
            }
        }
        Store<L, V, W>(c + 0 * stride, c00, c01);
        if (R.Value > 1) Store<L, V, W>(c + 1 * stride, c10, c11);
        if (R.Value > 2) Store<L, V, W>(c + 2 * stride, c20, c21);
        if (R.Value > 3) Store<L, V, W>(c + 3 * stride, c30, c31);
        if (R.Value > 4) Store<L, V, W>(c + 4 * stride, c40, c41);
        if (R.Value > 5) Store<L, V, W>(c + 5 * stride, c50, c51);
        if (R.Value > 6) Store<L, V, W>(c + 6 * stride, c60, c61);
        if (R.Value > 7) Store<L, V, W>(c + 7 * stride, c70, c71);
        if (R.Value > 8) Store<L, V, W>(c + 8 * stride, c80, c81);
        if (R.Value > 9) Store<L, V, W>(c + 9 * stride, c90, c91);
        if (R.Value > 10) Store<L, V, W>(c + 10 * stride, ca0, ca1);
        if (R.Value > 11) Store<L, V, W>(c + 11 * stride, cb0, cb1);
    }

    // Where parts are short, such as the gates of one block of units, each would begin with waiting for the first steps of its rows.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void PrefetchRows<R>(Part* part, int row) where R : struct, ICount
    {
        float* a = part->A + row * part->RowStride;
        for (int r = 0; r < R.Value; r++, a += part->RowStride)
        {
            Prefetch.Near(a);
            Prefetch.Near(a + Prefetch.Line);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Load<L, V, W>(float* c, ref V c0, ref V c1)
        where L : struct, ILanes<V>
        where V : unmanaged
        where W : struct, ICount
    {
        c0 = L.Load(c);
        if (W.Value > 1) c1 = L.Load(c + L.Count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Store<L, V, W>(float* c, V c0, V c1)
        where L : struct, ILanes<V>
        where V : unmanaged
        where W : struct, ICount
    {
        L.Store(c, c0);
        if (W.Value > 1) L.Store(c + L.Count, c1);
    }

    static void MultiplyPortable(
        Part* parts, int partCount, int row, int rows, int panel, int columns, float* c, nint stride, bool add)
    {
        int width = columns <= 16 ? 16 : Panels.Width;
        for (int r = row; r < row + rows; r++, c += stride)
        {
            if (!add) new Span<float>(c, width).Clear();
            for (Part* part = parts; part < parts + partCount; part++)
            {
                float* a = part->A + r * part->RowStride, b = part->B + panel * part->PanelStride;
                for (int step = 0; step < part->Steps; step++, a += part->StepStride, b += Panels.Width)
                {
                    float factor = *a;
                    for (int column = 0; column < width; column++) c[column] += factor * b[column];
                }
            }
        }
    }
}
