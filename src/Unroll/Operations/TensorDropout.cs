using Unroll.Tensors;

namespace Unroll.Operations;

/// <summary>Random zeros while training.</summary>
public static class TensorDropout
{
    extension(Tensor x)
    {
        /// <summary>
        /// While training, sets each element to zero with the given probability and scales the others by 1 / (1 − rate);
        /// otherwise returns x itself. Srivastava et al. (2014), in the inverted form.
        /// </summary>
        /// <param name="rate">Probability of a zero, in [0, 1).</param>
        /// <param name="random">The stream of this place in the network. The mask follows from it and from the number of the
        /// step, so a resumed run draws the masks that the uninterrupted run draws.</param>
        /// <exception cref="ArgumentOutOfRangeException">rate is outside [0, 1).</exception>
        public Tensor Dropout(float rate, RandomSource random)
        {
            if (rate is not (>= 0 and < 1))
            {
                throw new ArgumentOutOfRangeException(nameof(rate), rate, "A dropout rate is at least 0 and less than 1.");
            }

            return rate > 0 && StepBuffers.Current is { IsTraining: true } step
                ? Operation.Run(new Dropout(x, rate, random.Stream(step.TrainingStep).Stream(step.NextDraw())))
                : x;
        }
    }
}

/// <summary>y = m ∘ x with m = 0 or 1 / (1 − rate) at random; dx = m ∘ dy.</summary>
sealed class Dropout : Operation
{
    readonly Tensor x;
    readonly RandomSource mask;
    readonly float scale;
    readonly ulong threshold;

    internal Dropout(Tensor x, float rate, RandomSource mask)
        : base(x)
    {
        (this.x, this.mask) = (x, mask);
        scale = 1 / (1 - rate);
        threshold = (ulong)(rate * (double)(1UL << 32));
        NewOutput(x.Shape);
    }

    protected override void Forward() => Apply(x.Values, Output.WritableValues);

    // The mask is a function of the position, so it is computed again rather than kept.
    protected internal override void Backward()
    {
        Span<float> dx = InputGradient.Of(x);
        ReadOnlySpan<float> dy = Output.Gradient;
        for (int i = 0; i < dx.Length; i++)
        {
            if (IsKept(i))
            {
                dx[i] += scale * dy[i];
            }
        }
    }

    protected internal override void Reference(ReferenceValues values)
    {
        double[] x = values[this.x], y = values[Output];
        for (int i = 0; i < y.Length; i++)
        {
            y[i] = IsKept(i) ? scale * x[i] : 0;
        }
    }

    void Apply(ReadOnlySpan<float> x, Span<float> y)
    {
        for (int i = 0; i < y.Length; i++)
        {
            y[i] = IsKept(i) ? scale * x[i] : 0;
        }
    }

    // Two elements share one draw: its upper and its lower half.
    bool IsKept(int i)
    {
        ulong bits = mask.Bits((ulong)i >> 1);
        return ((i & 1) == 0 ? bits >> 32 : (uint)bits) >= threshold;
    }
}
