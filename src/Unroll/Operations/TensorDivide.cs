using Unroll.Kernels;
using Unroll.Tensors;

namespace Unroll.Operations;

/// <summary>Quotients, element by element.</summary>
public static class TensorDivide
{
    extension(Tensor)
    {
        /// <summary>a / b, element by element.</summary>
        /// <param name="a">Any shape.</param>
        /// <param name="b">The same shape.</param>
        /// <returns>The same shape.</returns>
        /// <exception cref="ShapeMismatchException">The shapes differ.</exception>
        public static Tensor operator /(Tensor a, Tensor b) => Operation.Run(new Divide(a, b));
    }
}

/// <summary>y = a / b; da = dy/b, db = −dy·y/b.</summary>
sealed class Divide : Operation
{
    readonly Tensor a, b;

    internal Divide(Tensor a, Tensor b)
        : base(a, b)
    {
        InputGradient.RequireSameShape(Name, a, b);
        (this.a, this.b) = (a, b);
        NewOutput(a.Shape);
    }

    protected override void Forward() => Elementwise.Divide(a.Values, b.Values, Output.WritableValues);

    protected internal override void Backward()
    {
        Span<float> share = Allocate(Output.Shape.Count).Span;
        Elementwise.Divide(Output.Gradient, b.Values, share);
        InputGradient.Add(a, share);
        if (b.NeedsGradient)
        {
            Elementwise.Multiply(share, Output.Values, share);
            Elementwise.AddScaled(share, -1, InputGradient.Of(b));
        }
    }

    protected internal override void Reference(ReferenceValues values)
    {
        double[] a = values[this.a], b = values[this.b], y = values[Output];
        for (int i = 0; i < y.Length; i++)
        {
            y[i] = a[i] / b[i];
        }
    }
}
