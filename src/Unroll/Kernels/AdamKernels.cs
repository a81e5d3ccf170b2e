using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Unroll.Kernels;

/// <summary>The numbers of one step of Adam or AdamW that are the same for every parameter.</summary>
readonly struct AdamStep
{
    /// <summary>
    /// The first step is number 1. Decay is added to the gradient, which is Adam's; decoupled decay shrinks the
    /// parameter itself, which is AdamW's.
    /// </summary>
    public AdamStep(
        long step, double learningRate, double beta1, double beta2, double epsilon, double decay = 0, double decoupledDecay = 0)
    {
        InverseCorrection1 = (float)(1 / (1 - Math.Pow(beta1, step)));
        InverseRootCorrection2 = (float)(1 / Math.Sqrt(1 - Math.Pow(beta2, step)));
        StepSize = (float)(learningRate / (1 - Math.Pow(beta1, step)));
        OneMinusBeta1 = (float)(1 - beta1);
        Beta2 = (float)beta2;
        OneMinusBeta2 = (float)(1 - beta2);
        Epsilon = (float)epsilon;
        Decay = (float)decay;
        Shrink = (float)(1 - learningRate * decoupledDecay);
        UpdatesOnlyFall = beta1 * beta1 < 0.9 * beta2 && decay == 0 && Shrink > 0.95f;
    }

    public float StepSize { get; }
    public float InverseCorrection1 { get; }
    public float InverseRootCorrection2 { get; }
    public float OneMinusBeta1 { get; }
    public float Beta2 { get; }
    public float OneMinusBeta2 { get; }
    public float Epsilon { get; }
    public float Decay { get; }
    public float Shrink { get; }

    /// <summary>
    /// Whether the update of a parameter without gradient gets smaller from step to step, even in relation to the
    /// parameter: |m| / √v falls by β₁ / √β₂, below 0.95, and nothing adds to the gradient.
    /// </summary>
    public bool UpdatesOnlyFall { get; }
}

/// <summary>
/// Adam (Kingma and Ba, 2015) and AdamW (Loshchilov and Hutter, 2019) as PyTorch computes them:
/// g += decay · p; p *= shrink; m += (1 - β₁)(g - m); v = β₂ v + (1 - β₂) g²; p -= stepSize · m / (√v / √(1 - β₂ᵗ) + ε).
/// </summary>
static unsafe class AdamKernels
{
    const int PieceLength = 16 * 1024;

    /// <summary>One step for parameters p with gradients g and moments m and v, all of one length.</summary>
    public static void Update(
        Span<float> p, ReadOnlySpan<float> g, Span<float> m, Span<float> v, in AdamStep step, ThreadTeam team)
    {
        Debug.Assert(g.Length == p.Length && m.Length == p.Length && v.Length == p.Length);
        fixed (float* pp = p, pg = g, pm = m, pv = v)
        {
            Arguments arguments = new() { P = pp, G = pg, M = pm, V = pv, Length = p.Length, Step = step };
            Dispatch.Run<Dense, Arguments>(&arguments, Split.Parts(p.Length, PieceLength), team);
        }
    }

    /// <summary>
    /// Does for one row what <see cref="Update"/> with a gradient of 0 does in each of the steps, bit for bit, but leaves
    /// out what cannot change a bit.
    /// </summary>
    /// <param name="p">The row of the parameter.</param>
    /// <param name="m">The row of the first moment.</param>
    /// <param name="v">The row of the second moment.</param>
    /// <param name="steps">The steps that the row has missed, oldest first.</param>
    /// <param name="largestLearningRate">At least as large as the learning rate of any of the steps.</param>
    public static void CatchUp(Span<float> p, Span<float> m, Span<float> v, ReadOnlySpan<AdamStep> steps, float largestLearningRate)
    {
        Debug.Assert(m.Length == p.Length && v.Length == p.Length);
        fixed (float* pp = p, pm = m, pv = v)
        fixed (AdamStep* psteps = steps)
        {
            LateArguments arguments = new()
            {
                P = pp,
                M = pm,
                V = pv,
                Length = p.Length,
                Steps = psteps,
                Count = steps.Length,
                LargestLearningRate = largestLearningRate,
            };
            Dispatch.Run<Late, LateArguments>(&arguments);
        }
    }

    static void CatchUp<L, V>(float* p, float* m, float* v, int length, AdamStep* steps, int count, float largestLearningRate)
        where L : struct, ILanes<V>
        where V : unmanaged
    {
        const int StepsBetweenLooks = 8;
        int done = 0;
        bool settled = false;
        while (done < count && !settled)
        {
            int end = Math.Min(count, done + StepsBetweenLooks);
            for (; done < end; done++)
            {
                for (int i = 0; i < length; i += L.Count)
                    Update<L, V>(p + i, null, m + i, v + i, length - i, in steps[done]);
            }
            settled = HasSettled<L, V>(p, m, v, length, in steps[done - 1], largestLearningRate);
        }
        for (; done < count; done += StepsBetweenLooks)
        {
            int now = Math.Min(StepsBetweenLooks, count - done);
            bool changed = false;
            for (int i = 0; i < length; i += L.Count)
                changed |= Fade<L, V>(p + i, m + i, v + i, length - i, steps + done, now);
            if (!changed)
                return;
        }
    }

    // An update moves p only if it is more than half the distance to the next float, which is at least 2⁻²⁵ |p|. From
    // here on the learning rate is at most the largest, the correction of m and the ratio |m| / √v only fall, and the
    // correction of v can raise an update by no more than its present value; a factor of 2 is left for rounding.
    static bool HasSettled<L, V>(float* p, float* m, float* v, int length, in AdamStep step, float largestLearningRate)
        where L : struct, ILanes<V>
        where V : unmanaged
    {
        if (!step.UpdatesOnlyFall)
            return false;
        V scale = L.Broadcast(largestLearningRate * step.InverseCorrection1 * step.InverseRootCorrection2);
        V negligible = L.Broadcast(1f / (1 << 26)), zero = L.Broadcast(0);
        for (int i = 0; i < length; i += L.Count)
        {
            V moment = Partial.Load<L, V>(m + i, length - i), parameter = Partial.Load<L, V>(p + i, length - i);
            V size = L.AtLeast(moment, L.Subtract(zero, moment)), room = L.AtLeast(parameter, L.Subtract(zero, parameter));
            V denominator = L.MultiplyAdd(
                L.SquareRoot(Partial.Load<L, V>(v + i, length - i)),
                L.Broadcast(step.InverseRootCorrection2), L.Broadcast(step.Epsilon));
            V update = L.Divide(L.Multiply(scale, size), denominator);
            if (!L.AllAtMost(update, L.Multiply(negligible, room)))
                return false;
        }
        return true;
    }

    // Some steps of what still goes on where p no longer feels its moments: they fade, and decoupled decay shrinks p.
    static bool Fade<L, V>(float* p, float* m, float* v, int left, AdamStep* steps, int count)
        where L : struct, ILanes<V>
        where V : unmanaged
    {
        V zero = L.Broadcast(0);
        V parameter = Partial.Load<L, V>(p, left), moment = Partial.Load<L, V>(m, left), square = Partial.Load<L, V>(v, left);
        (V oldParameter, V oldMoment, V oldSquare) = (parameter, moment, square);
        for (int i = 0; i < count; i++)
        {
            parameter = L.Multiply(parameter, L.Broadcast(steps[i].Shrink));
            moment = L.MultiplyAdd(L.Broadcast(steps[i].OneMinusBeta1), L.Subtract(zero, moment), moment);
            square = L.Multiply(square, L.Broadcast(steps[i].Beta2));
        }
        Partial.Store<L, V>(p, parameter, left);
        Partial.Store<L, V>(m, moment, left);
        Partial.Store<L, V>(v, square, left);
        return !(Same<L, V>(parameter, oldParameter) && Same<L, V>(moment, oldMoment) && Same<L, V>(square, oldSquare));
    }

    static bool Same<L, V>(V a, V b) where L : struct, ILanes<V> where V : unmanaged => L.AllAtMost(a, b) && L.AllAtMost(b, a);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Update<L, V>(float* p, float* g, float* m, float* v, int left, in AdamStep step)
        where L : struct, ILanes<V>
        where V : unmanaged
    {
        V parameter = Partial.Load<L, V>(p, left);
        V gradient = g == null ? L.Broadcast(0) : Partial.Load<L, V>(g, left);
        V moment = Partial.Load<L, V>(m, left), square = Partial.Load<L, V>(v, left);
        if (step.Decay != 0)
            gradient = L.MultiplyAdd(L.Broadcast(step.Decay), parameter, gradient);
        parameter = L.Multiply(parameter, L.Broadcast(step.Shrink));
        moment = L.MultiplyAdd(L.Broadcast(step.OneMinusBeta1), L.Subtract(gradient, moment), moment);
        square = L.MultiplyAdd(
            L.Multiply(L.Broadcast(step.OneMinusBeta2), gradient), gradient, L.Multiply(square, L.Broadcast(step.Beta2)));
        V denominator = L.MultiplyAdd(L.SquareRoot(square), L.Broadcast(step.InverseRootCorrection2), L.Broadcast(step.Epsilon));
        parameter = L.Subtract(parameter, L.Divide(L.Multiply(L.Broadcast(step.StepSize), moment), denominator));
        Partial.Store<L, V>(p, parameter, left);
        Partial.Store<L, V>(m, moment, left);
        Partial.Store<L, V>(v, square, left);
    }

    struct LateArguments
    {
        public float* P, M, V;
        public int Length, Count;
        public AdamStep* Steps;
        public float LargestLearningRate;
    }

    readonly struct Late : IKernel<LateArguments>
    {
        public static void Run<L, V>(LateArguments* arguments, int piece) where L : struct, ILanes<V> where V : unmanaged =>
            CatchUp<L, V>(
                arguments->P, arguments->M, arguments->V, arguments->Length,
                arguments->Steps, arguments->Count, arguments->LargestLearningRate);
    }

    struct Arguments
    {
        public float* P, G, M, V;
        public int Length;
        public AdamStep Step;
    }

    readonly struct Dense : IKernel<Arguments>
    {
        public static void Run<L, V>(Arguments* arguments, int piece) where L : struct, ILanes<V> where V : unmanaged
        {
            int pieces = Split.Parts(arguments->Length, PieceLength);
            int end = Split.Start(arguments->Length, pieces, piece + 1);
            AdamStep step = arguments->Step;
            for (int i = Split.Start(arguments->Length, pieces, piece); i < end; i += L.Count)
                Update<L, V>(arguments->P + i, arguments->G + i, arguments->M + i, arguments->V + i, end - i, in step);
        }
    }
}
