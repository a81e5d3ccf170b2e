using Unroll.Tensors;

namespace Unroll.Operations;

/// <summary>Rows of mean 0 and variance 1.</summary>
public static class RowNormalisation
{
    extension(Tensor x)
    {
        /// <summary>γ∘(x − mean) / √(variance + ε) + β for every row. Ba, Kiros and Hinton (2016), equation 3.</summary>
        /// <param name="gamma">γ, [width].</param>
        /// <param name="beta">β, [width].</param>
        /// <param name="epsilon">ε, above 0.</param>
        /// <returns>The shape of this tensor, […, width].</returns>
        /// <exception cref="ShapeMismatchException">γ or β has not the length of a row.</exception>
        public Tensor NormaliseRows(Tensor gamma, Tensor beta, float epsilon) => Operation.Run(new NormaliseRows(x, gamma, beta, epsilon));
    }
}

/// <summary>
/// x̂ = (x − μ)/s with s = √(σ² + ε), y = γ∘x̂ + β; with d = dy∘γ: dx = (d − mean(d) − x̂·mean(d∘x̂))/s, dγ = Σ dy∘x̂, dβ = Σ dy.
/// </summary>
sealed class NormaliseRows : Operation
{
    readonly Tensor x, gamma, beta;
    readonly float epsilon;
    readonly int width;

    internal NormaliseRows(Tensor x, Tensor gamma, Tensor beta, float epsilon)
        : base(x, gamma, beta)
    {
        width = x.Shape.LastSize;
        if (x.Shape.Rank == 0 || gamma.Shape.Count != width || beta.Shape.Count != width)
        {
            throw ShapeMismatchException.Between("LayerNormalisation", x.Shape, gamma.Shape, "the last size must be the layer's size");
        }

        (this.x, this.gamma, this.beta, this.epsilon) = (x, gamma, beta, epsilon);
        NewOutput(x.Shape);
    }

    protected override void Forward()
    {
        for (int row = 0; row < x.Shape.RowCount; row++)
        {
            ReadOnlySpan<float> x_ = x.Values.Slice(row * width, width);
            Span<float> y = Output.WritableValues.Slice(row * width, width);
            (double mean, double inverse) = Moments(x_);
            for (int j = 0; j < width; j++)
            {
                y[j] = (float)(gamma.Values[j] * ((x_[j] - mean) * inverse) + beta.Values[j]);
            }
        }
    }

    // Mean and deviation are computed again rather than kept: two sums a row.
    protected internal override void Backward()
    {
        for (int row = 0; row < x.Shape.RowCount; row++)
        {
            BackwardRow(row * width);
        }
    }

    protected internal override void Reference(ReferenceValues values)
    {
        double[] x = values[this.x], gamma = values[this.gamma], beta = values[this.beta], y = values[Output];
        for (int start = 0; start < x.Length; start += width)
        {
            double mean = x.AsSpan(start, width).ToArray().Average();
            double variance = x.AsSpan(start, width).ToArray().Average(value => (value - mean) * (value - mean));
            for (int j = 0; j < width; j++)
            {
                y[start + j] = gamma[j] * (x[start + j] - mean) / Math.Sqrt(variance + epsilon) + beta[j];
            }
        }
    }

    void BackwardRow(int start)
    {
        ReadOnlySpan<float> x_ = x.Values.Slice(start, width), dy = Output.Gradient.Slice(start, width), gamma = this.gamma.Values;
        (double mean, double inverse) = Moments(x_);
        double meanOfD = 0, meanOfDX = 0;
        for (int j = 0; j < width; j++)
        {
            double d = dy[j] * gamma[j];
            meanOfD += d / width;
            meanOfDX += d * (x_[j] - mean) * inverse / width;
        }

        Span<float> dx = x.NeedsGradient ? InputGradient.Of(x).Slice(start, width) : [];
        Span<float> dgamma = this.gamma.NeedsGradient ? InputGradient.Of(this.gamma) : [];
        Span<float> dbeta = beta.NeedsGradient ? InputGradient.Of(beta) : [];
        for (int j = 0; j < width; j++)
        {
            double normal = (x_[j] - mean) * inverse;
            if (!dx.IsEmpty)
            {
                dx[j] += (float)((dy[j] * gamma[j] - meanOfD - normal * meanOfDX) * inverse);
            }

            if (!dgamma.IsEmpty)
            {
                dgamma[j] += (float)(dy[j] * normal);
            }

            if (!dbeta.IsEmpty)
            {
                dbeta[j] += dy[j];
            }
        }
    }

    (double Mean, double Inverse) Moments(ReadOnlySpan<float> row)
    {
        double mean = 0, variance = 0;
        foreach (float value in row)
        {
            mean += value;
        }

        mean /= width;
        foreach (float value in row)
        {
            variance += (value - mean) * (value - mean);
        }

        return (mean, 1 / Math.Sqrt(variance / width + epsilon));
    }
}
