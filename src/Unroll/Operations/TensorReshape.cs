using Unroll.Tensors;

namespace Unroll.Operations;

/// <summary>The same numbers under another shape.</summary>
public static class TensorReshape
{
    extension(Tensor x)
    {
        /// <summary>The same numbers, in the same order, under another shape.</summary>
        /// <param name="shape">As many elements as now.</param>
        /// <exception cref="ShapeMismatchException">The number of elements differs.</exception>
        public Tensor Reshape(Shape shape) => Operation.Run(new Reshape(x, shape));
    }
}

/// <summary>y = x, other shape; dx = dy.</summary>
sealed class Reshape : Operation
{
    readonly Tensor x;

    internal Reshape(Tensor x, Shape shape)
        : base(x)
    {
        if (shape.Count != x.Shape.Count)
        {
            throw ShapeMismatchException.Between(Name, x.Shape, shape, $"{x.Shape.Count} elements cannot become {shape.Count}");
        }

        this.x = x;
        NewOutput(shape);
    }

    protected override void Forward() => x.Values.CopyTo(Output.WritableValues);

    protected internal override void Backward() => InputGradient.Add(x, Output.Gradient);

    protected internal override void Reference(ReferenceValues values) => values[x].CopyTo(values[Output], 0);
}
