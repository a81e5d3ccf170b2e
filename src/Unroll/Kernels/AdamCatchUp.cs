using System.Runtime.CompilerServices;

namespace Unroll.Kernels;

/// <summary>
/// What steps of Adam without gradient do to a row of parameters, to the same bits, for a fraction of the work.
/// </summary>
/// <remarks>
/// First the updates move p, and fall from step to step. Once they have become small beside p, an estimate tells in nearly every step
/// what p is rounded to, and the root and the quotient, which take most of the time, are needed only where it cannot (Ziv, 1991). When no
/// update can move p any more, only the moments fade.
/// </remarks>
static unsafe class AdamCatchUp
{
    // Vectors of moments that fade side by side, because each of them waits for its own last product.
    const int SideBySide = 4;
    const int StepsBetweenLooks = 8, FadingStepsBetweenLooks = 32;

    /// <summary>So many steps on parameters p and moments m and v of one length; decays says whether any of them shrinks p.</summary>
    public static void Run<L, V>(float* p, float* m, float* v, int length, AdamStep* steps, int count, float largestLearningRate, bool decays)
        where L : struct, ILanes<V>
        where V : unmanaged
    {
        int* moved = stackalloc int[SideBySide];
        for (int first = 0; first < length; first += SideBySide * L.Count)
        {
            int longest = 0;
            for (int i = 0; i < SideBySide && first + i * L.Count < length; i++)
            {
                int at = first + i * L.Count;
                moved[i] = Move<L, V>(p + at, m + at, v + at, length - at, steps, count, largestLearningRate);
                longest = Math.Max(longest, moved[i]);
            }
            for (int i = 0; i < SideBySide && first + i * L.Count < length; i++)
            {
                int at = first + i * L.Count;
                if (decays)
                    Shrink<L, V>(p + at, length - at, steps + moved[i], count - moved[i]);
                Fade<L, V>(m + at, v + at, Math.Min(L.Count, length - at), in *steps, longest - moved[i]);
            }
            Fade<L, V>(m + first, v + first, length - first, in *steps, count - longest);
        }
    }

    /// <summary>One vector of parameters, which stays in registers, until no step can move it. How many steps that were.</summary>
    static int Move<L, V>(float* p, float* m, float* v, int left, AdamStep* steps, int count, float largestLearningRate)
        where L : struct, ILanes<V>
        where V : unmanaged
    {
        V parameter = Partial.Load<L, V>(p, left), moment = Partial.Load<L, V>(m, left), square = Partial.Load<L, V>(v, left);
        V zero = L.Broadcast(0), root = zero;
        bool settled = false, byEstimate = false;
        int done = 0;
        while (done < count && !settled)
        {
            int end = Math.Min(count, done + StepsBetweenLooks);
            for (; done < end && byEstimate; done++)
                Estimate<L, V>(ref parameter, ref moment, ref square, ref root, in steps[done]);
            moment = Dust.Removed<L, V>(moment);
            for (; done < end; done++)
                AdamKernels.Advance<L, V>(ref parameter, zero, ref moment, ref square, in steps[done]);
            ref readonly AdamStep last = ref steps[done - 1];
            root = L.SquareRoot(square);
            V size = L.AtLeast(moment, L.Subtract(zero, moment)), room = L.AtLeast(parameter, L.Subtract(zero, parameter));
            V update = LargestUpdate<L, V>(size, root, in last, largestLearningRate);
            settled = last.UpdatesOnlyFall && IsBelow<L, V>(update, room, 1f / (1 << 26));
            byEstimate = last.CanBeEstimated && IsBelow<L, V>(update, room, 1f / (1 << 12)) && IsFarFromZero<L, V>(size, room);
        }
        Partial.Store<L, V>(p, parameter, left);
        Partial.Store<L, V>(m, moment, left);
        Partial.Store<L, V>(v, square, left);
        return done;
    }

    // √v is followed by its factor instead of being computed. In eight steps that is wrong by at most 12 roundings, to which the estimate of
    // the reciprocal, the other operations here and those of the true update add 14 more: below 2⁻¹⁹ in all. Rounding keeps order, so where p is
    // the same for an update larger and one smaller by so much, it is that for the true update too.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Estimate<L, V>(ref V parameter, ref V moment, ref V square, ref V root, in AdamStep step)
        where L : struct, ILanes<V>
        where V : unmanaged
    {
        const float Slack = 1f / (1 << 19);
        V shrunk = L.Multiply(parameter, L.Broadcast(step.Shrink));
        moment = L.MultiplyAdd(L.Broadcast(-step.OneMinusBeta1), moment, moment);
        square = L.Multiply(square, L.Broadcast(step.Beta2));
        root = L.Multiply(root, L.Broadcast(step.RootOfBeta2));
        V scaled = L.Multiply(L.Broadcast(step.StepSize), moment);
        V update = L.Multiply(scaled, L.ReciprocalEstimate(Denominator<L, V>(root, in step)));
        V low = L.MultiplyAdd(update, L.Broadcast(-1 - Slack), shrunk), high = L.MultiplyAdd(update, L.Broadcast(-1 + Slack), shrunk);
        parameter = Same<L, V>(low, high) ? low : L.Subtract(shrunk, L.Divide(scaled, Denominator<L, V>(L.SquareRoot(square), in step)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static V Denominator<L, V>(V root, in AdamStep step) where L : struct, ILanes<V> where V : unmanaged =>
        L.MultiplyAdd(root, L.Broadcast(step.InverseRootCorrection2), L.Broadcast(step.Epsilon));

    // From here on the learning rate is at most the largest, the correction of m and the ratio |m| / √v only fall, and the correction of v
    // can raise an update by no more than its present value.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static V LargestUpdate<L, V>(V size, V root, in AdamStep step, float largestLearningRate) where L : struct, ILanes<V> where V : unmanaged
    {
        V scale = L.Broadcast(largestLearningRate * step.InverseCorrection1 * step.InverseRootCorrection2);
        return L.Divide(L.Multiply(scale, size), Denominator<L, V>(root, in step));
    }

    // An update moves p only if it is more than half the distance to the next float, which is at least 2⁻²⁵ |p|; who asks for 2⁻²⁶ leaves a
    // factor of 2 for rounding.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static bool IsBelow<L, V>(V update, V room, float share) where L : struct, ILanes<V> where V : unmanaged =>
        L.AllAtMost(update, L.Multiply(L.Broadcast(share), room));

    // Where m moves p, neither may come near the subnormal numbers within the next steps, whose rounding is coarser.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static bool IsFarFromZero<L, V>(V size, V room) where L : struct, ILanes<V> where V : unmanaged
    {
        V zero = L.Broadcast(0), far = L.Broadcast(1f / (1L << 60));
        return L.AllAtMost(L.WhereGreater(size, zero, far, zero), L.AtMost(size, room));
    }

    // Decoupled decay goes on shrinking p when it no longer feels its moments.
    static void Shrink<L, V>(float* p, int left, AdamStep* steps, int count) where L : struct, ILanes<V> where V : unmanaged
    {
        V parameter = Partial.Load<L, V>(p, left);
        for (int i = 0; i < count; i++)
            parameter = L.Multiply(parameter, L.Broadcast(steps[i].Shrink));
        Partial.Store<L, V>(p, parameter, left);
    }

    /// <summary>Up to four vectors of moments. An m only gets smaller, so that it is early enough to look for dust now and then.</summary>
    static void Fade<L, V>(float* m, float* v, int length, in AdamStep step, int count) where L : struct, ILanes<V> where V : unmanaged
    {
        int left1 = length - L.Count, left2 = length - 2 * L.Count, left3 = length - 3 * L.Count;
        V m0 = Partial.Load<L, V>(m, length), m1 = LoadIfAny<L, V>(m + L.Count, left1);
        V m2 = LoadIfAny<L, V>(m + 2 * L.Count, left2), m3 = LoadIfAny<L, V>(m + 3 * L.Count, left3);
        V v0 = Partial.Load<L, V>(v, length), v1 = LoadIfAny<L, V>(v + L.Count, left1);
        V v2 = LoadIfAny<L, V>(v + 2 * L.Count, left2), v3 = LoadIfAny<L, V>(v + 3 * L.Count, left3);
        V loss = L.Broadcast(-step.OneMinusBeta1), beta2 = L.Broadcast(step.Beta2);
        for (int done = 0; done < count;)
        {
            for (int end = Math.Min(count, done + FadingStepsBetweenLooks); done < end; done++)
            {
                (m0, m1) = (L.MultiplyAdd(loss, m0, m0), L.MultiplyAdd(loss, m1, m1));
                (m2, m3) = (L.MultiplyAdd(loss, m2, m2), L.MultiplyAdd(loss, m3, m3));
                (v0, v1) = (L.Multiply(v0, beta2), L.Multiply(v1, beta2));
                (v2, v3) = (L.Multiply(v2, beta2), L.Multiply(v3, beta2));
            }
            (m0, m1) = (Dust.Removed<L, V>(m0), Dust.Removed<L, V>(m1));
            (m2, m3) = (Dust.Removed<L, V>(m2), Dust.Removed<L, V>(m3));
        }
        Partial.Store<L, V>(m, m0, length);
        Partial.Store<L, V>(v, v0, length);
        StoreIfAny<L, V>(m + L.Count, m1, v + L.Count, v1, left1);
        StoreIfAny<L, V>(m + 2 * L.Count, m2, v + 2 * L.Count, v2, left2);
        StoreIfAny<L, V>(m + 3 * L.Count, m3, v + 3 * L.Count, v3, left3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static V LoadIfAny<L, V>(float* source, int left) where L : struct, ILanes<V> where V : unmanaged =>
        left > 0 ? Partial.Load<L, V>(source, left) : L.Broadcast(0);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void StoreIfAny<L, V>(float* m, V moment, float* v, V square, int left) where L : struct, ILanes<V> where V : unmanaged
    {
        if (left <= 0)
            return;
        Partial.Store<L, V>(m, moment, left);
        Partial.Store<L, V>(v, square, left);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static bool Same<L, V>(V a, V b) where L : struct, ILanes<V> where V : unmanaged => L.AllAtMost(a, b) && L.AllAtMost(b, a);
}
