using Unroll.Kernels;
using Unroll.Tensors;

namespace Unroll.Operations;

/// <summary>Exponentials and logarithms of gates, element by element: what cells need that keep their weights as logarithms.</summary>
public static class TensorExponentials
{
    extension(Tensor x)
    {
        /// <summary>eˣ.</summary>
        /// <returns>The same shape.</returns>
        public Tensor Exp() => Operation.Run(new Exp(x));

        /// <summary>ln σ(x) = −ln(1 + e⁻ˣ), exact also where σ(x) is 0 in single precision.</summary>
        /// <returns>The same shape.</returns>
        public Tensor LogSigmoid() => Operation.Run(new LogSigmoid(x));

        /// <summary>ln g(x) with g(x) = x + ½ for x of 0 or more and σ(x) below: a candidate that is always positive.</summary>
        /// <remarks>Feng et al. (2024), appendix B: log_g.</remarks>
        /// <returns>The same shape.</returns>
        public Tensor LogOfPositive() => Operation.Run(new LogOfPositive(x));
    }
}

/// <summary>y = eˣ; dx = dy·y.</summary>
sealed class Exp : Operation
{
    readonly Tensor x;

    internal Exp(Tensor x)
        : base(x)
    {
        this.x = x;
        NewOutput(x.Shape);
    }

    protected override void Forward() => Elementwise.Exp(x.Values, Output.WritableValues);

    protected internal override void Backward() => Elementwise.MultiplyAdd(Output.Gradient, Output.Values, InputGradient.Of(x));

    protected internal override void Reference(ReferenceValues values)
    {
        double[] x = values[this.x], y = values[Output];
        for (int i = 0; i < y.Length; i++)
        {
            y[i] = Math.Exp(x[i]);
        }
    }
}

/// <summary>y = ln σ(x); dx = dy·(1 − σ(x)).</summary>
sealed class LogSigmoid : Operation
{
    readonly Tensor x;

    internal LogSigmoid(Tensor x)
        : base(x)
    {
        this.x = x;
        NewOutput(x.Shape);
    }

    protected override void Forward() => LogSpace.LogSigmoid(x.Values, Output.WritableValues);

    protected internal override void Backward()
    {
        ReadOnlySpan<float> x = this.x.Values, dy = Output.Gradient;
        Span<float> dx = InputGradient.Of(this.x);
        for (int i = 0; i < dx.Length; i++)
        {
            dx[i] += dy[i] / (1 + MathF.Exp(x[i]));
        }
    }

    protected internal override void Reference(ReferenceValues values)
    {
        double[] x = values[this.x], y = values[Output];
        for (int i = 0; i < y.Length; i++)
        {
            y[i] = -Math.Log(1 + Math.Exp(-x[i]));
        }
    }
}

/// <summary>y = ln(x + ½) for x ≥ 0, else ln σ(x); dx = dy/(x + ½), else dy·(1 − σ(x)).</summary>
sealed class LogOfPositive : Operation
{
    readonly Tensor x;

    internal LogOfPositive(Tensor x)
        : base(x)
    {
        this.x = x;
        NewOutput(x.Shape);
    }

    protected override void Forward()
    {
        ReadOnlySpan<float> x = this.x.Values;
        Span<float> y = Output.WritableValues;
        for (int i = 0; i < y.Length; i++)
        {
            y[i] = x[i] >= 0 ? MathF.Log(x[i] + 0.5f) : LogSpace.LogSigmoid(x[i]);
        }
    }

    protected internal override void Backward()
    {
        ReadOnlySpan<float> x = this.x.Values, dy = Output.Gradient;
        Span<float> dx = InputGradient.Of(this.x);
        for (int i = 0; i < dx.Length; i++)
        {
            dx[i] += x[i] >= 0 ? dy[i] / (x[i] + 0.5f) : dy[i] / (1 + MathF.Exp(x[i]));
        }
    }

    protected internal override void Reference(ReferenceValues values)
    {
        double[] x = values[this.x], y = values[Output];
        for (int i = 0; i < y.Length; i++)
        {
            y[i] = Math.Log(x[i] >= 0 ? x[i] + 0.5 : ReferenceMath.Sigmoid(x[i]));
        }
    }
}
