namespace Unroll.Kernels;

/// <summary>Folds one row to a number, with sixteen partial results whatever the vector width: element i goes to i mod 16.</summary>
static unsafe class RowSums
{
    const int Partials = 16;

    /// <summary>Σ a · b.</summary>
    public static float Dot<L, V>(float* a, float* b, int count) where L : struct, ILanes<V> where V : unmanaged
    {
        float* sums = stackalloc float[Partials];
        for (int lane = 0; lane < Partials; lane += L.Count)
        {
            V sum = L.Broadcast(0);
            for (int i = lane; i < count; i += Partials)
                sum = L.MultiplyAdd(Partial.Load<L, V>(a + i, count - i), Partial.Load<L, V>(b + i, count - i), sum);
            L.Store(sums + lane, sum);
        }
        return (float)Total(sums);
    }

    /// <summary>Σ x.</summary>
    public static double Sum<L, V>(float* x, int count) where L : struct, ILanes<V> where V : unmanaged
    {
        float* sums = stackalloc float[Partials];
        for (int lane = 0; lane < Partials; lane += L.Count)
        {
            V sum = L.Broadcast(0);
            for (int i = lane; i < count; i += Partials)
                sum = L.Add(sum, Partial.Load<L, V>(x + i, count - i));
            L.Store(sums + lane, sum);
        }
        return Total(sums);
    }

    /// <summary>Σ (x - center)².</summary>
    public static double SquaredDeviations<L, V>(float* x, float center, int count) where L : struct, ILanes<V> where V : unmanaged
    {
        float* sums = stackalloc float[Partials], last = stackalloc float[Partials];
        V middle = L.Broadcast(center);
        for (int lane = 0; lane < Partials; lane += L.Count)
        {
            V sum = L.Broadcast(0);
            int i = lane;
            for (; i <= count - L.Count; i += Partials)
            {
                V deviation = L.Subtract(L.Load(x + i), middle);
                sum = L.MultiplyAdd(deviation, deviation, sum);
            }
            L.Store(sums + lane, sum);
            if (i < count)
            {
                // Lanes that hold no element would deviate too: only the others are kept.
                V deviation = L.Subtract(L.LoadPartial(x + i, count - i), middle);
                L.Store(last, L.MultiplyAdd(deviation, deviation, sum));
                for (int j = 0; j < count - i; j++)
                    sums[lane + j] = last[j];
            }
        }
        return Total(sums);
    }

    /// <summary>The largest element of a row that is not empty; elements that are NaN may be passed over.</summary>
    public static float Max<L, V>(float* x, int count) where L : struct, ILanes<V> where V : unmanaged
    {
        float* largest = stackalloc float[Partials];
        V max = L.Broadcast(float.NegativeInfinity);
        int i = 0;
        for (; i <= count - L.Count; i += L.Count)
            max = L.AtLeast(L.Load(x + i), max);
        L.Store(largest, max);
        float result = float.NegativeInfinity;
        for (int lane = 0; lane < L.Count; lane++)
            result = MathF.Max(result, largest[lane]);
        for (; i < count; i++)
            result = MathF.Max(result, x[i]);
        return result;
    }

    static double Total(float* sums)
    {
        double total = 0;
        for (int i = 0; i < Partials; i++)
            total += sums[i];
        return total;
    }
}
