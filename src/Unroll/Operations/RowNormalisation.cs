using Unroll.Kernels;
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
    Memory<float> means, inverseDeviations;

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
        (means, inverseDeviations) = (Allocate(x.Shape.RowCount), Allocate(x.Shape.RowCount));
        LayerNorm.Forward(x.Values, gamma.Values, beta.Values, epsilon, Output.WritableValues, means.Span, inverseDeviations.Span);
    }

    protected internal override void Backward() => LayerNorm.Backward(
        x.Values, gamma.Values, means.Span, inverseDeviations.Span, Output.Gradient,
        x.NeedsGradient ? InputGradient.Of(x) : [],
        gamma.NeedsGradient ? InputGradient.Of(gamma) : new float[width],
        beta.NeedsGradient ? InputGradient.Of(beta) : new float[width]);

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
}
