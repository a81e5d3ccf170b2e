using System.Diagnostics;

namespace Unroll.Kernels;

/// <summary>Stochastic gradient descent and RMSProp, with PyTorch's order of operations.</summary>
static unsafe class GradientDescent
{
    /// <summary>p -= learningRate · (g + decay · p).</summary>
    public static void Sgd(Span<float> p, ReadOnlySpan<float> g, float learningRate, float decay) =>
        Run<PlainSgd>(p, g, default, default, default, new() { LearningRate = learningRate, Decay = decay });

    /// <summary>
    /// With d = g + decay · p: b = momentum · b + (1 - dampening) · d, or b = d at the first step; then
    /// p -= learningRate · b, or with Nesterov's look ahead p -= learningRate · (d + momentum · b).
    /// </summary>
    public static void SgdWithMomentum(
        Span<float> p, ReadOnlySpan<float> g, Span<float> b, float learningRate, float decay,
        float momentum, float dampening, bool nesterov, bool isFirstStep)
    {
        Run<MomentumSgd>(p, g, b, default, default, new()
        {
            LearningRate = learningRate,
            Decay = decay,
            Momentum = isFirstStep ? 0 : momentum,
            Share = isFirstStep ? 1 : 1 - dampening,
            LookAhead = nesterov ? momentum : 0,
            Nesterov = nesterov,
        });
    }

    /// <summary>
    /// With d = g + decay · p: v = α v + (1 - α) d²; a = √v + ε, or where averages c are given (the centred form)
    /// c += (1 - α)(d - c) and a = √(v - c²) + ε; then p -= learningRate · d / a, or where a buffer b is given
    /// b = momentum · b + d / a and p -= learningRate · b. An empty span is not used.
    /// </summary>
    public static void RmsProp(
        Span<float> p, ReadOnlySpan<float> g, Span<float> v, Span<float> c, Span<float> b,
        float learningRate, float alpha, float epsilon, float decay, float momentum)
    {
        Run<RmsPropOperator>(p, g, v, c, b, new()
        {
            LearningRate = learningRate,
            Decay = decay,
            Momentum = momentum,
            Alpha = alpha,
            Share = 1 - alpha,
            Epsilon = epsilon,
        });
    }

    struct Settings
    {
        public float LearningRate, Decay, Momentum, Share, LookAhead, Alpha, Epsilon;
        public bool Nesterov;
    }

    /// <summary>Changes one vector of parameters and of up to three states; a missing state is null.</summary>
    interface IRule
    {
        static abstract V Update<L, V>(V p, V d, float* first, float* second, float* third, int left, in Settings settings)
            where L : struct, ILanes<V>
            where V : unmanaged;
    }

    static void Run<TRule>(
        Span<float> p, ReadOnlySpan<float> g, Span<float> first, Span<float> second, Span<float> third, Settings settings)
        where TRule : struct, IRule
    {
        Debug.Assert(g.Length == p.Length);
        fixed (float* pp = p, pg = g, p1 = first, p2 = second, p3 = third)
        {
            Arguments arguments = new() { P = pp, G = pg, First = p1, Second = p2, Third = p3, Length = p.Length, Settings = settings };
            Dispatch.Run<Descent<TRule>, Arguments>(&arguments);
        }
    }

    struct Arguments
    {
        public float* P, G, First, Second, Third;
        public int Length;
        public Settings Settings;
    }

    readonly struct Descent<TRule> : IKernel<Arguments> where TRule : struct, IRule
    {
        public static void Run<L, V>(Arguments* arguments, int piece) where L : struct, ILanes<V> where V : unmanaged
        {
            Settings settings = arguments->Settings;
            float* first = arguments->First, second = arguments->Second, third = arguments->Third;
            for (int i = 0; i < arguments->Length; i += L.Count)
            {
                int left = arguments->Length - i;
                V parameter = Partial.Load<L, V>(arguments->P + i, left), gradient = Partial.Load<L, V>(arguments->G + i, left);
                if (settings.Decay != 0)
                    gradient = L.MultiplyAdd(L.Broadcast(settings.Decay), parameter, gradient);
                parameter = TRule.Update<L, V>(parameter, gradient, At(first, i), At(second, i), At(third, i), left, in settings);
                Partial.Store<L, V>(arguments->P + i, parameter, left);
            }
        }
    }

    static float* At(float* start, int index) => start == null ? null : start + index;

    readonly struct PlainSgd : IRule
    {
        public static V Update<L, V>(V p, V d, float* first, float* second, float* third, int left, in Settings settings)
            where L : struct, ILanes<V>
            where V : unmanaged => L.MultiplyAdd(L.Broadcast(-settings.LearningRate), d, p);
    }

    readonly struct MomentumSgd : IRule
    {
        public static V Update<L, V>(V p, V d, float* buffer, float* second, float* third, int left, in Settings settings)
            where L : struct, ILanes<V>
            where V : unmanaged
        {
            V b = Partial.Load<L, V>(buffer, left);
            b = Dust.Removed<L, V>(L.MultiplyAdd(L.Broadcast(settings.Share), d, L.Multiply(L.Broadcast(settings.Momentum), b)));
            Partial.Store<L, V>(buffer, b, left);
            V direction = settings.Nesterov ? L.MultiplyAdd(L.Broadcast(settings.LookAhead), b, d) : b;
            return L.MultiplyAdd(L.Broadcast(-settings.LearningRate), direction, p);
        }
    }

    readonly struct RmsPropOperator : IRule
    {
        public static V Update<L, V>(V p, V d, float* squares, float* averages, float* buffer, int left, in Settings settings)
            where L : struct, ILanes<V>
            where V : unmanaged
        {
            V share = L.Broadcast(settings.Share), spread = Partial.Load<L, V>(squares, left);
            spread = L.MultiplyAdd(L.Multiply(share, d), d, L.Multiply(L.Broadcast(settings.Alpha), spread));
            Partial.Store<L, V>(squares, spread, left);
            if (averages != null)
            {
                V c = Partial.Load<L, V>(averages, left);
                c = L.MultiplyAdd(share, L.Subtract(d, c), c);
                Partial.Store<L, V>(averages, c, left);
                spread = L.MultiplyAdd(L.Subtract(L.Broadcast(0), c), c, spread);
            }
            V step = L.Divide(d, L.Add(L.SquareRoot(spread), L.Broadcast(settings.Epsilon)));
            if (buffer != null)
            {
                step = Dust.Removed<L, V>(L.MultiplyAdd(L.Broadcast(settings.Momentum), Partial.Load<L, V>(buffer, left), step));
                Partial.Store<L, V>(buffer, step, left);
            }
            return L.MultiplyAdd(L.Broadcast(-settings.LearningRate), step, p);
        }
    }
}
