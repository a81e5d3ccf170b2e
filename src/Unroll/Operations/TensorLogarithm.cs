using Unroll.Kernels;
using Unroll.Tensors;

namespace Unroll.Operations;

/// <summary>Natural logarithms.</summary>
public static class TensorLogarithm
{
    extension(Tensor x)
    {
        /// <summary>ln max(x, least) of every number: probabilities may be too small for a float.</summary>
        /// <param name="least">What smaller numbers count as, above 0; no gradient flows to them.</param>
        /// <exception cref="ArgumentOutOfRangeException">least is not above 0.</exception>
        public Tensor Log(float least = 1e-30f) => Operation.Run(new Logarithm(x, least));
    }
}

/// <summary>y = ln max(x, least); dx = dy / x where x is above least.</summary>
sealed class Logarithm : Operation
{
    readonly Tensor x;
    readonly float least;

    internal Logarithm(Tensor x, float least)
        : base(x)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(least);
        (this.x, this.least) = (x, least);
        NewOutput(x.Shape);
    }

    protected override void Forward()
    {
        Span<float> y = Output.WritableValues;
        ReadOnlySpan<float> values = x.Values;
        for (int i = 0; i < y.Length; i++)
        {
            y[i] = MathF.Max(values[i], least);
        }

        Elementwise.Log(y, y);
    }

    protected internal override void Backward()
    {
        ReadOnlySpan<float> values = x.Values, dy = Output.Gradient;
        Span<float> dx = InputGradient.Of(x);
        for (int i = 0; i < dx.Length; i++)
        {
            dx[i] += values[i] > least ? dy[i] / values[i] : 0;
        }
    }

    protected internal override void Reference(ReferenceValues values)
    {
        for (int i = 0; i < x.Shape.Count; i++)
        {
            values[Output][i] = Math.Log(Math.Max(values[x][i], least));
        }
    }
}
