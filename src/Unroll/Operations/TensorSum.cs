using Unroll.Kernels;
using Unroll.Tensors;

namespace Unroll.Operations;

/// <summary>Sums and means of all elements.</summary>
public static class TensorSum
{
    extension(Tensor x)
    {
        /// <summary>The sum of all elements.</summary>
        /// <returns>One number, shape [].</returns>
        public Tensor Sum() => Operation.Run(new Sum(x, factor: 1));

        /// <summary>The mean of all elements.</summary>
        /// <returns>One number, shape [].</returns>
        /// <exception cref="ShapeMismatchException">There are no elements.</exception>
        public Tensor Mean() => x.Shape.Count > 0
            ? Operation.Run(new Sum(x, factor: 1.0 / x.Shape.Count))
            : throw new ShapeMismatchException($"Mean: {x.Shape} has no elements; the mean of nothing is undefined.");
    }
}

/// <summary>y = factor · Σ x; dx = factor · dy everywhere.</summary>
sealed class Sum : Operation
{
    readonly Tensor x;
    readonly double factor;

    internal Sum(Tensor x, double factor)
        : base(x)
    {
        (this.x, this.factor) = (x, factor);
        NewOutput([]);
    }

    protected override void Forward()
    {
        Output.WritableValues[0] = (float)(factor * Reductions.Sum(x.Values));
    }

    protected internal override void Backward()
    {
        Span<float> dx = InputGradient.Of(x);
        Elementwise.AddNumber(dx, (float)(factor * Output.Gradient[0]), dx);
    }

    protected internal override void Reference(ReferenceValues values) => values[Output][0] = factor * values[x].Sum();
}
