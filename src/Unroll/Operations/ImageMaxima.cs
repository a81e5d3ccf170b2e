using Unroll.Kernels;
using Unroll.Tensors;

namespace Unroll.Operations;

/// <summary>Images made smaller by keeping the largest number of each square.</summary>
public static class ImageMaxima
{
    extension(Tensor images)
    {
        /// <summary>The largest number in each square of each channel, as PyTorch's <c>max_pool2d</c>; rows and columns that fill no square are left out.</summary>
        /// <param name="size">Side of a square, 1 or more; this tensor is [images, channels, height, width].</param>
        /// <param name="stride">Distance from a square to the next, 1 or more; null for size, so that squares do not overlap.</param>
        /// <returns>[images, channels, (height − size) / stride + 1, (width − size) / stride + 1].</returns>
        /// <exception cref="ShapeMismatchException">The images are smaller than a square, or not images.</exception>
        /// <exception cref="ArgumentOutOfRangeException">size or stride is too small.</exception>
        public Tensor MaxPool(int size, int? stride = null) => Operation.Run(new MaxPool(images, size, stride ?? size));
    }
}

/// <summary>y = the largest x of a square; dy goes to the first number that is as large.</summary>
sealed class MaxPool : Operation
{
    readonly Tensor x;
    readonly PatchGrid grid;
    readonly int planes;

    internal MaxPool(Tensor x, int size, int stride)
        : base(x)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(stride, 1);
        if (x.Shape is not [var images, var channels, var height, var width] || Math.Min(height, width) < size)
        {
            throw new ShapeMismatchException(Name, nameof(x), $"[images, channels, {size} or more, {size} or more]", x.Shape, "give images at least as large as a square");
        }

        (this.x, planes) = (x, images * channels);
        grid = new(Channels: 1, height, width, size, stride, Padding: 0);
        NewOutput([images, channels, grid.Rows, grid.Columns]);
    }

    protected override void Forward() => ImagePooling.Forward(x.Values, Output.WritableValues, grid, planes, Team);

    protected internal override void Backward() =>
        ImagePooling.Backward(x.Values, Output.Values, Output.Gradient, InputGradient.Of(x), grid, planes, Team);

    protected internal override void Reference(ReferenceValues values)
    {
        double[] x = values[this.x], y = values[Output];
        for (int i = 0; i < y.Length; i++)
        {
            int location = i % grid.Locations;
            int corner = i / grid.Locations * grid.ImageLength + location / grid.Columns * grid.Stride * grid.Width + location % grid.Columns * grid.Stride;
            y[i] = double.NegativeInfinity;
            for (int k = 0; k < grid.Size * grid.Size; k++)
            {
                y[i] = Math.Max(y[i], x[corner + k / grid.Size * grid.Width + k % grid.Size]);
            }
        }
    }
}
