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
        public Tensor Dropout(float rate, RandomSource random) => Mask(rate, random) is { } mask ? Operation.Run(new Dropout(x, rate, mask)) : x;
    }

    // One draw of 64 bits decides for four elements, 16 bits each.
    internal const int ElementsPerDraw = 4;

    /// <summary>The randomness of a mask that is drawn now; null where nothing is to be dropped.</summary>
    internal static RandomSource? Mask(float rate, RandomSource random)
    {
        if (rate is not (>= 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(rate), rate, "A dropout rate is at least 0 and less than 1.");
        }

        return rate > 0 && StepBuffers.Current is { Purpose: StepPurpose.Training } step ? random.Stream(step.TrainingStep).Stream(step.NextDraw()) : null;
    }

    /// <summary>What is kept is multiplied by; 16 random bits below the threshold drop an element.</summary>
    internal static (float Factor, int Threshold) Scale(float rate) => (1 / (1 - rate), (int)MathF.Round(rate * (1 << 16)));

    // All ones or all zeros from the lowest 16 bits: a branch would be mispredicted every other time.
    internal static float Masked(float value, ulong bits, int threshold)
    {
        int keep = (threshold - 1 - (int)(bits & 0xFFFF)) >> 31;
        return BitConverter.Int32BitsToSingle(BitConverter.SingleToInt32Bits(value) & keep);
    }
}

/// <summary>y = m ∘ x with m = 0 or 1 / (1 − rate) at random; dx = m ∘ dy.</summary>
sealed class Dropout : Operation
{
    const int ElementsPerDraw = TensorDropout.ElementsPerDraw;

    readonly Tensor x;
    readonly RandomSource mask;
    readonly float scale;
    readonly int threshold;

    internal Dropout(Tensor x, float rate, RandomSource mask)
        : base(x)
    {
        (this.x, this.mask) = (x, mask);
        (scale, threshold) = TensorDropout.Scale(rate);
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
                y[i] = TensorDropout.Masked(scale * x[i], bits, threshold);
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
                dx[i] += TensorDropout.Masked(scale * dy[i], bits, threshold);
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
}
