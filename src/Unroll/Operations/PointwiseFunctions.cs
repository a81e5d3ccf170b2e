using Unroll.Tensors;

namespace Unroll.Operations;

/// <summary>A function of one number and its slope.</summary>
/// <param name="Value">f(x).</param>
/// <param name="Slope">f'(x).</param>
sealed record PointwiseFunction(Func<double, double> Value, Func<double, double> Slope)
{
    /// <summary>αx + β.</summary>
    internal static PointwiseFunction Affine(double a, double b) => new(x => a * x + b, _ => a);

    /// <summary>x, or αx below 0.</summary>
    internal static PointwiseFunction LeakyRelu(double a) => new(x => x < 0 ? a * x : x, x => x < 0 ? a : 1);

    /// <summary>x from α on, else 0.</summary>
    internal static PointwiseFunction ThresholdedRelu(double a) => new(x => x >= a ? x : 0, x => x >= a ? 1 : 0);

    /// <summary>α tanh(βx).</summary>
    internal static PointwiseFunction ScaledTanh(double a, double b) => new(x => a * Math.Tanh(b * x), x => a * b * (1 - Math.Tanh(b * x) * Math.Tanh(b * x)));

    /// <summary>αx + β, cut to [0, 1].</summary>
    internal static PointwiseFunction HardSigmoid(double a, double b) => new(x => Math.Clamp(a * x + b, 0, 1), x => a * x + b is > 0 and < 1 ? a : 0);

    /// <summary>x, or α(eˣ − 1) below 0.</summary>
    internal static PointwiseFunction Elu(double a) => new(x => x < 0 ? a * Math.Exp(x) - a : x, x => x < 0 ? a * Math.Exp(x) : 1);

    /// <summary>x / (1 + |x|).</summary>
    internal static PointwiseFunction Softsign { get; } = new(x => x / (1 + Math.Abs(x)), x => 1 / ((1 + Math.Abs(x)) * (1 + Math.Abs(x))));

    /// <summary>ln(1 + eˣ), as max(x, 0) + ln(1 + e^−|x|), which no x overflows.</summary>
    internal static PointwiseFunction Softplus { get; } = new(x => Math.Max(x, 0) + Math.Log(1 + Math.Exp(-Math.Abs(x))), x => 1 / (1 + Math.Exp(-x)));

    /// <summary>x, cut to [−t, t].</summary>
    internal static PointwiseFunction Clip(double t) => new(x => Math.Clamp(x, -t, t), x => Math.Abs(x) < t ? 1 : 0);
}

/// <summary>Functions that recurrent networks rarely have: written once as a formula, without a kernel.</summary>
static class PointwiseFunctions
{
    /// <summary>f(x), element by element.</summary>
    internal static Tensor Apply(this Tensor x, PointwiseFunction function) => Operation.Run(new Pointwise(x, function));
}

/// <summary>y = f(x); dx = dy·f'(x).</summary>
sealed class Pointwise : Operation
{
    readonly Tensor x;
    readonly PointwiseFunction function;

    internal Pointwise(Tensor x, PointwiseFunction function)
        : base(x)
    {
        (this.x, this.function) = (x, function);
        NewOutput(x.Shape);
    }

    protected override void Forward()
    {
        ReadOnlySpan<float> x = this.x.Values;
        Span<float> y = Output.WritableValues;
        for (int i = 0; i < y.Length; i++)
        {
            y[i] = (float)function.Value(x[i]);
        }
    }

    protected internal override void Backward()
    {
        ReadOnlySpan<float> x = this.x.Values, dy = Output.Gradient;
        Span<float> dx = InputGradient.Of(this.x);
        for (int i = 0; i < dx.Length; i++)
        {
            dx[i] += (float)(dy[i] * function.Slope(x[i]));
        }
    }

    protected internal override void Reference(ReferenceValues values)
    {
        double[] x = values[this.x], y = values[Output];
        for (int i = 0; i < y.Length; i++)
        {
            y[i] = function.Value(x[i]);
        }
    }
}
