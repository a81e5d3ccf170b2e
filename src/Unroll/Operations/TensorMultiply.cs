using Unroll.Kernels;
using Unroll.Tensors;

namespace Unroll.Operations;

/// <summary>Products, element by element.</summary>
public static class TensorMultiply
{
    extension(Tensor)
    {
        /// <summary>a ∘ b, element by element; b may also be one row that every row of a is multiplied by.</summary>
        /// <param name="a">Any shape.</param>
        /// <param name="b">The same shape, or [last size of a].</param>
        /// <returns>The shape of a.</returns>
        /// <exception cref="ShapeMismatchException">The shapes fit in neither way.</exception>
        public static Tensor operator *(Tensor a, Tensor b) =>
            a.Shape != b.Shape && b.Shape.Rank == 1 ? Operation.Run(new MultiplyRow(a, b)) : Operation.Run(new Multiply(a, b));

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

/// <summary>Each row y = x ∘ w: the weights of a unit's connection to itself; dx = dy ∘ w, dw = sum over the rows of dy ∘ x.</summary>
sealed class MultiplyRow : Operation
{
    readonly Tensor x, w;
    readonly int width;

    internal MultiplyRow(Tensor x, Tensor w)
        : base(x, w)
    {
        width = w.Shape.Count;
        if (x.Shape.Rank == 0 || x.Shape.LastSize != width)
        {
            throw ShapeMismatchException.Between(Name, x.Shape, w.Shape, "a row multiplies tensors whose last size is the row's length");
        }

        (this.x, this.w) = (x, w);
        NewOutput(x.Shape);
    }

    protected override void Forward()
    {
        for (int start = 0; start < x.Shape.Count; start += width)
        {
            Elementwise.Multiply(x.Values.Slice(start, width), w.Values, Output.WritableValues.Slice(start, width));
        }
    }

    protected internal override void Backward()
    {
        ReadOnlySpan<float> dy = Output.Gradient;
        for (int start = 0; start < x.Shape.Count; start += width)
        {
            if (x.NeedsGradient)
            {
                Elementwise.MultiplyAdd(dy.Slice(start, width), w.Values, InputGradient.Of(x).Slice(start, width));
            }

            if (w.NeedsGradient)
            {
                Elementwise.MultiplyAdd(dy.Slice(start, width), x.Values.Slice(start, width), InputGradient.Of(w));
            }
        }
    }

    protected internal override void Reference(ReferenceValues values)
    {
        double[] x = values[this.x], w = values[this.w], y = values[Output];
        for (int i = 0; i < y.Length; i++)
        {
            y[i] = x[i] * w[i % width];
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
