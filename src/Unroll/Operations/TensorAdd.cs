using Unroll.Kernels;
using Unroll.Tensors;

namespace Unroll.Operations;

/// <summary>Sums, element by element.</summary>
public static class TensorAdd
{
    extension(Tensor)
    {
        /// <summary>a + b, element by element; b may also be one row that is added to every row of a.</summary>
        /// <param name="a">Any shape.</param>
        /// <param name="b">The same shape, or [last size of a].</param>
        /// <returns>The shape of a.</returns>
        /// <exception cref="ShapeMismatchException">The shapes fit in neither way.</exception>
        public static Tensor operator +(Tensor a, Tensor b) =>
            a.Shape != b.Shape && b.Shape.Rank == 1 ? Operation.Run(new AddRow(a, b)) : Operation.Run(new Add(a, b));
    }
}

/// <summary>y = a + b; da = dy, db = dy.</summary>
sealed class Add : Operation
{
    readonly Tensor a, b;

    internal Add(Tensor a, Tensor b)
        : base(a, b)
    {
        InputGradient.RequireSameShape(Name, a, b);
        (this.a, this.b) = (a, b);
        NewOutput(a.Shape);
    }

    protected override void Forward() => Elementwise.Add(a.Values, b.Values, Output.WritableValues);

    protected internal override void Backward()
    {
        InputGradient.Add(a, Output.Gradient);
        InputGradient.Add(b, Output.Gradient);
    }

    protected internal override void Reference(ReferenceValues values)
    {
        double[] a = values[this.a], b = values[this.b], y = values[Output];
        for (int i = 0; i < y.Length; i++)
        {
            y[i] = a[i] + b[i];
        }
    }
}

/// <summary>Y = X + 1·bᵀ, b added to every row; dX = dY, db = sum over the rows of dY.</summary>
sealed class AddRow : Operation
{
    readonly Tensor x, b;

    internal AddRow(Tensor x, Tensor b)
        : base(x, b)
    {
        if (b.Shape.Count != x.Shape.LastSize || x.Shape.Rank == 0)
        {
            throw ShapeMismatchException.Between(Name, x.Shape, b.Shape, "a row is added to tensors whose last size is the row's length");
        }

        (this.x, this.b) = (x, b);
        NewOutput(x.Shape);
    }

    protected override void Forward()
    {
        x.Values.CopyTo(Output.WritableValues);
        Reductions.AddToRows(b.Values, Output.WritableValues);
    }

    protected internal override void Backward()
    {
        InputGradient.Add(x, Output.Gradient);
        if (b.NeedsGradient)
        {
            Reductions.AddColumnSums(Output.Gradient, InputGradient.Of(b));
        }
    }

    protected internal override void Reference(ReferenceValues values)
    {
        double[] x = values[this.x], b = values[this.b], y = values[Output];
        for (int i = 0; i < y.Length; i++)
        {
            y[i] = x[i] + b[i % b.Length];
        }
    }
}
