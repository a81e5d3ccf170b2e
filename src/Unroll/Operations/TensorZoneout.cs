using Unroll.Tensors;

namespace Unroll.Operations;

/// <summary>A state that keeps some of its old values at random.</summary>
public static class TensorZoneout
{
    extension(Tensor next)
    {
        /// <summary>
        /// While training, each element keeps its old value with the given probability; otherwise rate · old + (1 − rate) · next, what is
        /// to be expected. Krueger et al. (2017), equations 2 and 3.
        /// </summary>
        /// <param name="old">The state before the step, the shape of this tensor.</param>
        /// <param name="rate">Probability of an old value, in [0, 1).</param>
        /// <param name="random">The stream of this place in the network; see <see cref="TensorDropout"/>.</param>
        /// <exception cref="ArgumentOutOfRangeException">rate is outside [0, 1).</exception>
        /// <exception cref="ShapeMismatchException">The shapes differ.</exception>
        public Tensor Zoneout(Tensor old, float rate, RandomSource random)
        {
            if (TensorDropout.Mask(rate, random) is { } mask)
            {
                return Operation.Run(new Zoneout(old, next, rate, mask));
            }

            return rate == 0 ? next : old * rate + next * (1 - rate);
        }
    }
}

/// <summary>y = m∘old + (1 − m)∘next with m = 1 or 0 at random; d(old) = m∘dy, d(next) = (1 − m)∘dy.</summary>
sealed class Zoneout : Operation
{
    readonly Tensor old, next;
    readonly RandomSource mask;
    readonly int threshold;

    internal Zoneout(Tensor old, Tensor next, float rate, RandomSource mask)
        : base(old, next)
    {
        InputGradient.RequireSameShape(Name, old, next);
        (this.old, this.next, this.mask) = (old, next, mask);
        (_, threshold) = TensorDropout.Scale(rate);
        NewOutput(next.Shape);
    }

    protected override void Forward()
    {
        ReadOnlySpan<float> old = this.old.Values, next = this.next.Values;
        Span<float> y = Output.WritableValues;
        for (int i = 0; i < y.Length; i++)
        {
            y[i] = KeepsOld(i) ? old[i] : next[i];
        }
    }

    // The mask is a function of the position, so it is computed again rather than kept.
    protected internal override void Backward()
    {
        ReadOnlySpan<float> dy = Output.Gradient;
        Span<float> dold = old.NeedsGradient ? InputGradient.Of(old) : [], dnext = next.NeedsGradient ? InputGradient.Of(next) : [];
        for (int i = 0; i < dy.Length; i++)
        {
            Span<float> receiver = KeepsOld(i) ? dold : dnext;
            if (!receiver.IsEmpty)
            {
                receiver[i] += dy[i];
            }
        }
    }

    protected internal override void Reference(ReferenceValues values)
    {
        double[] old = values[this.old], next = values[this.next], y = values[Output];
        for (int i = 0; i < y.Length; i++)
        {
            y[i] = KeepsOld(i) ? old[i] : next[i];
        }
    }

    bool KeepsOld(int i)
    {
        ulong bits = mask.Bits((ulong)i / TensorDropout.ElementsPerDraw) >> (i % TensorDropout.ElementsPerDraw * 16);
        return (int)(bits & 0xFFFF) < threshold;
    }
}
