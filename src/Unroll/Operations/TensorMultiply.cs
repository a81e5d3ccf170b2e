using Unroll.Kernels;
using Unroll.Tensors;

namespace Unroll.Operations;

/// <summary>Products, element by element.</summary>
public static class TensorMultiply
{
    extension(Tensor)
    {
        /// <summary>a ∘ b, element by element.</summary>
        /// <param name="a">Any shape.</param>
        /// <param name="b">The same shape.</param>
        /// <returns>The same shape.</returns>
        /// <exception cref="ShapeMismatchException">The shapes differ.</exception>
        public static Tensor operator *(Tensor a, Tensor b) => Operation.Run(new Multiply(a, b));

        /// <summary>x · factor.</summary>
        /// <param name="x">Any shape.</param>
        /// <param name="factor">One number.</param>
        /// <returns>The same shape.</returns>
        public static Tensor operator *(Tensor x, float factor) => Operation.Run(new Scale(x, factor, offset: 0));

        /// <summary>number − x, element by element: the 1 − z of a gate.</summary>
        /// <param name="number">One number.</param>
        /// <param name="x">Any shape.</param>
        /// <returns>The same shape.</returns>
        public static Tensor operator -(float number, Tensor x) => Operation.Run(new Scale(x, factor: -1, offset: number));
    }
}

/// <summary>y = a ∘ b; da = dy ∘ b, db = dy ∘ a.</summary>
sealed class Multiply : Operation
{
    readonly Tensor a, b;

    internal Multiply(Tensor a, Tensor b)
        : base(a, b)
    {
        InputGradient.RequireSameShape(Name, a, b);
        (this.a, this.b) = (a, b);
        NewOutput(a.Shape);
    }

    protected override void Forward() => Elementwise.Multiply(a.Values, b.Values, Output.WritableValues);

    protected internal override void Backward()
    {
        AddProduct(a, Output.Gradient, b.Values);
        AddProduct(b, Output.Gradient, a.Values);
    }

    protected internal override void Reference(ReferenceValues values)
    {
        double[] a = values[this.a], b = values[this.b], y = values[Output];
        for (int i = 0; i < y.Length; i++)
        {
            y[i] = a[i] * b[i];
        }
    }

    static void AddProduct(Tensor input, ReadOnlySpan<float> dy, ReadOnlySpan<float> factor)
    {
        if (input.NeedsGradient)
        {
            Span<float> sum = InputGradient.Of(input);
            Elementwise.MultiplyAdd(dy, factor, sum);
        }
    }
}

/// <summary>y = factor · x + offset; dx = factor · dy.</summary>
sealed class Scale : Operation
{
    readonly Tensor x;
    readonly float factor, offset;

    internal Scale(Tensor x, float factor, float offset)
        : base(x)
    {
        (this.x, this.factor, this.offset) = (x, factor, offset);
        NewOutput(x.Shape);
    }

    protected override void Forward()
    {
        Elementwise.Scale(x.Values, factor, Output.WritableValues);
        if (offset != 0)
        {
            foreach (ref float y in Output.WritableValues)
            {
                y += offset;
            }
        }
    }

    protected internal override void Backward()
    {
        Elementwise.AddScaled(Output.Gradient, factor, InputGradient.Of(x));
    }

    protected internal override void Reference(ReferenceValues values)
    {
        double[] x = values[this.x], y = values[Output];
        for (int i = 0; i < y.Length; i++)
        {
            y[i] = factor * x[i] + offset;
        }
    }
}
