using Unroll.Kernels;
using Unroll.Tensors;

namespace Unroll.Operations;

/// <summary>Differences, element by element.</summary>
public static class TensorSubtract
{
    extension(Tensor)
    {
        /// <summary>a − b, element by element.</summary>
        /// <param name="a">Any shape.</param>
        /// <param name="b">The same shape.</param>
        /// <returns>The same shape.</returns>
        /// <exception cref="ShapeMismatchException">The shapes differ.</exception>
        public static Tensor operator -(Tensor a, Tensor b) => Operation.Run(new Subtract(a, b));
    }
}

/// <summary>y = a − b; da = dy, db = −dy.</summary>
sealed class Subtract : Operation
{
    readonly Tensor a, b;

    internal Subtract(Tensor a, Tensor b)
        : base(a, b)
    {
        InputGradient.RequireSameShape(Name, a, b);
        (this.a, this.b) = (a, b);
        NewOutput(a.Shape);
    }

    protected override void Forward() => Elementwise.Subtract(a.Values, b.Values, Output.WritableValues);

    protected internal override void Backward()
    {
        InputGradient.Add(a, Output.Gradient);
        if (b.NeedsGradient)
        {
            Span<float> db = InputGradient.Of(b);
            Elementwise.Subtract(db, Output.Gradient, db);
        }
    }

    protected internal override void Reference(ReferenceValues values)
    {
        double[] a = values[this.a], b = values[this.b], y = values[Output];
        for (int i = 0; i < y.Length; i++)
        {
            y[i] = a[i] - b[i];
        }
    }
}
