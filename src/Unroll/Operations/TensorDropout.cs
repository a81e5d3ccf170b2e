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
    // One draw of 64 bits decides for four elements, 16 bits each.
    const int ElementsPerDraw = 4;

    readonly Tensor x;
    readonly RandomSource mask;
    readonly float scale;
    readonly int threshold;

    internal Dropout(Tensor x, float rate, RandomSource mask)
        : base(x)
    {
        (this.x, this.mask) = (x, mask);
        scale = 1 / (1 - rate);
        threshold = (int)MathF.Round(rate * (1 << 16));
        NewOutput(x.Shape);
    }

    protected override void Forward()
    {
        ReadOnlySpan<float> x = this.x.Values;
        Span<float> y = Output.WritableValues;
        for (int start = 0; start < y.Length; start += ElementsPerDraw)
        {
            ulong bits = BitsFrom(start);
            for (int i = start; i < Math.Min(start + ElementsPerDraw, y.Length); i++, bits >>= 16)
            {
                y[i] = Masked(scale * x[i], bits);
            }
        }
    }

    // The mask is a function of the position, so it is computed again rather than kept.
    protected internal override void Backward()
    {
        Span<float> dx = InputGradient.Of(x);
        ReadOnlySpan<float> dy = Output.Gradient;
        for (int start = 0; start < dx.Length; start += ElementsPerDraw)
        {
            ulong bits = BitsFrom(start);
            for (int i = start; i < Math.Min(start + ElementsPerDraw, dx.Length); i++, bits >>= 16)
            {
                dx[i] += Masked(scale * dy[i], bits);
            }
        }
    }

    protected internal override void Reference(ReferenceValues values)
    {
        double[] x = values[this.x], y = values[Output];
        for (int i = 0; i < y.Length; i++)
        {
            bool isKept = (int)((BitsFrom(i) >> (i % ElementsPerDraw * 16)) & 0xFFFF) >= threshold;
            y[i] = isKept ? scale * x[i] : 0;
        }
    }

    ulong BitsFrom(int i) => mask.Bits((ulong)i / ElementsPerDraw);

    // All ones or all zeros from the lowest 16 bits: a branch would be mispredicted every other time.
    float Masked(float value, ulong bits)
    {
        int keep = (threshold - 1 - (int)(bits & 0xFFFF)) >> 31;
        return BitConverter.Int32BitsToSingle(BitConverter.SingleToInt32Bits(value) & keep);
    }
}
