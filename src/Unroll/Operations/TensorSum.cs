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
        // Summed in double: a long text has thousands of terms, and float would lose the small ones.
        double total = 0;
        foreach (float value in x.Values)
        {
            total += value;
        }

        Output.WritableValues[0] = (float)(factor * total);
    }

    protected internal override void Backward()
    {
        float dy = (float)(factor * Output.Gradient[0]);
        foreach (ref float dx in InputGradient.Of(x))
        {
            dx += dy;
        }
    }

    protected internal override void Reference(ReferenceValues values) => values[Output][0] = factor * values[x].Sum();
}
