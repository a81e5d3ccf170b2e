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
        RootOfBeta2 = MathF.Sqrt(Beta2);
        UpdatesOnlyFall = beta1 * beta1 < 0.9 * beta2 && decay == 0 && Shrink > 0.95f;
        CanBeEstimated = beta1 > 0.1 && beta2 > 0.1 && decay == 0;
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
    public float RootOfBeta2 { get; }

    /// <summary>
    /// Whether the update of a parameter without gradient gets smaller from step to step, even in relation to the
    /// parameter: |m| / √v falls by β₁ / √β₂, below 0.95, and nothing adds to the gradient.
    /// </summary>
    public bool UpdatesOnlyFall { get; }

    /// <summary>Whether a few steps without gradient change the moments by known factors that are not tiny.</summary>
    public bool CanBeEstimated { get; }
}

/// <summary>
/// Adam (Kingma and Ba, 2015) and AdamW (Loshchilov and Hutter, 2019) as PyTorch computes them:
/// g += decay · p; p *= shrink; m += (1 - β₁)(g - m); v = β₂ v + (1 - β₂) g²; p -= stepSize · m / (√v / √(1 - β₂ᵗ) + ε).
/// An m that is <see cref="Dust"/> is 0.
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

    /// <summary>One step for so many parameters.</summary>
    internal static void UpdateSpan<L, V>(float* p, float* g, float* m, float* v, int length, in AdamStep step)
        where L : struct, ILanes<V>
        where V : unmanaged
    {
        for (int i = 0; i < length; i += L.Count)
        {
            int left = length - i;
            V parameter = Partial.Load<L, V>(p + i, left);
            V moment = Partial.Load<L, V>(m + i, left), square = Partial.Load<L, V>(v + i, left);
            Advance<L, V>(ref parameter, Partial.Load<L, V>(g + i, left), ref moment, ref square, in step);
            Partial.Store<L, V>(p + i, parameter, left);
            Partial.Store<L, V>(m + i, moment, left);
            Partial.Store<L, V>(v + i, square, left);
        }
    }

    /// <summary>One step for a vector of parameters.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Advance<L, V>(ref V parameter, V gradient, ref V moment, ref V square, in AdamStep step)
        where L : struct, ILanes<V>
        where V : unmanaged
    {
        if (step.Decay != 0)
            gradient = L.MultiplyAdd(L.Broadcast(step.Decay), parameter, gradient);
        parameter = L.Multiply(parameter, L.Broadcast(step.Shrink));
        moment = Dust.Removed<L, V>(L.MultiplyAdd(L.Broadcast(step.OneMinusBeta1), L.Subtract(gradient, moment), moment));
        square = L.MultiplyAdd(
            L.Multiply(L.Broadcast(step.OneMinusBeta2), gradient), gradient, L.Multiply(square, L.Broadcast(step.Beta2)));
        V denominator = L.MultiplyAdd(L.SquareRoot(square), L.Broadcast(step.InverseRootCorrection2), L.Broadcast(step.Epsilon));
        parameter = L.Subtract(parameter, L.Divide(L.Multiply(L.Broadcast(step.StepSize), moment), denominator));
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
            int first = Split.Start(arguments->Length, pieces, piece);
            UpdateSpan<L, V>(
                arguments->P + first, arguments->G + first, arguments->M + first, arguments->V + first, end - first, in arguments->Step);
        }
    }
}
