namespace Unroll.Kernels;

/// <summary>How well a query fits a key: the one thing in which the kinds of attention differ.</summary>
unsafe interface IAttentionScore
{
    /// <summary>The score of one query and one key; v is the score's own vector, null where it has none.</summary>
    static abstract float Of<L, V>(float* q, float* k, float* v, int width) where L : struct, ILanes<V> where V : unmanaged;

    /// <summary>Adds what the score's gradient ds gives to query, key and vector; each target may be null.</summary>
    static abstract void Back<L, V>(float ds, float* q, float* k, float* v, float* dq, float* dk, float* dv, int width)
        where L : struct, ILanes<V>
        where V : unmanaged;
}

/// <summary>q · k; dq = ds · k, dk = ds · q.</summary>
readonly unsafe struct DotScore : IAttentionScore
{
    public static float Of<L, V>(float* q, float* k, float* v, int width) where L : struct, ILanes<V> where V : unmanaged =>
        RowSums.Dot<L, V>(q, k, width);

    public static void Back<L, V>(float ds, float* q, float* k, float* v, float* dq, float* dk, float* dv, int width)
        where L : struct, ILanes<V>
        where V : unmanaged
    {
        if (dq != null)
            Attention.AddScaled<L, V>(k, ds, dq, width);
        if (dk != null)
            Attention.AddScaled<L, V>(q, ds, dk, width);
    }
}

/// <summary>v · tanh(q + k); with t = tanh(q + k): dq = dk = ds · v ∘ (1 - t²), dv = ds · t.</summary>
readonly unsafe struct AdditiveScore : IAttentionScore
{
    // As RowSums: element i goes to partial sum i mod 16 whatever the vector width.
    const int Partials = 16;

    public static float Of<L, V>(float* q, float* k, float* v, int width) where L : struct, ILanes<V> where V : unmanaged
    {
        float* sums = stackalloc float[Partials];
        for (int lane = 0; lane < Partials; lane += L.Count)
        {
            V sum = L.Broadcast(0);
            for (int i = lane; i < width; i += Partials)
            {
                int left = width - i;
                V t = Functions.Tanh<L, V>(L.Add(Partial.Load<L, V>(q + i, left), Partial.Load<L, V>(k + i, left)));
                sum = L.MultiplyAdd(Partial.Load<L, V>(v + i, left), t, sum);
            }
            L.Store(sums + lane, sum);
        }
        double total = 0;
        for (int i = 0; i < Partials; i++)
            total += sums[i];
        return (float)total;
    }

    public static void Back<L, V>(float ds, float* q, float* k, float* v, float* dq, float* dk, float* dv, int width)
        where L : struct, ILanes<V>
        where V : unmanaged
    {
        V slope = L.Broadcast(ds), one = L.Broadcast(1);
        for (int i = 0; i < width; i += L.Count)
        {
            int left = width - i;
            V t = Functions.Tanh<L, V>(L.Add(Partial.Load<L, V>(q + i, left), Partial.Load<L, V>(k + i, left)));
            V change = L.Multiply(L.Multiply(slope, Partial.Load<L, V>(v + i, left)), L.Subtract(one, L.Multiply(t, t)));
            if (dq != null)
                Partial.Store<L, V>(dq + i, L.Add(Partial.Load<L, V>(dq + i, left), change), left);
            if (dk != null)
                Partial.Store<L, V>(dk + i, L.Add(Partial.Load<L, V>(dk + i, left), change), left);
            if (dv != null)
                Partial.Store<L, V>(dv + i, L.MultiplyAdd(slope, t, Partial.Load<L, V>(dv + i, left)), left);
        }
    }
}
