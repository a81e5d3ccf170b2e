using Unroll.Kernels;
using Unroll.Tensors;

namespace Unroll.Operations;

/// <summary>Filters over images.</summary>
public static class ImageConvolutions
{
    extension(Tensor images)
    {
        /// <summary>Moves square filters over images, as PyTorch's <c>conv2d</c> (the filter is not turned over).</summary>
        /// <param name="weight">[outputs, channels, size, size], where this tensor is [images, channels, height, width].</param>
        /// <param name="bias">[outputs]; null for none.</param>
        /// <param name="stride">Distance from a place that a filter stops at to the next, 1 or more.</param>
        /// <param name="padding">Zeros added at each edge, 0 or more.</param>
        /// <returns>[images, outputs, (height + 2 · padding − size) / stride + 1, the same of the width].</returns>
        /// <exception cref="ShapeMismatchException">The shapes do not fit.</exception>
        /// <exception cref="ArgumentOutOfRangeException">stride or padding is too small.</exception>
        public Tensor Convolve(Tensor weight, Tensor? bias = null, int stride = 1, int padding = 0) =>
            Operation.Run(new Convolve(images, weight, bias, stride, padding));
    }
}

/// <summary>y_nors = b_o + Σ_cij w_ocij x_n,c,r·stride+i−padding,s·stride+j−padding; dw = Σ dy x, dx = Σ dy w over the same indices, db_o = Σ dy_o.</summary>
sealed class Convolve : Operation
{
    readonly Tensor x, w;
    readonly Tensor? bias;
    readonly PatchGrid grid;
    readonly int images, outputs;

    internal Convolve(Tensor x, Tensor w, Tensor? bias, int stride, int padding)
        : base(bias is null ? [x, w] : [x, w, bias])
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(stride, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(padding);
        if (w.Shape is not [var outputs, var channels, var size, var across] || across != size || size == 0)
        {
            throw new ShapeMismatchException(Name, nameof(w), "[outputs, channels, size, size]", w.Shape, "filters are square");
        }

        if (x.Shape is not [var images, var found, var height, var width] || found != channels || Math.Min(height, width) + 2L * padding < size)
        {
            throw new ShapeMismatchException(Name, nameof(x), $"[images, {channels}, height, width]", x.Shape,
                $"filters of {size} by {size} with a padding of {padding} need images at least as large");
        }

        if (bias is not null && bias.Shape != [outputs])
        {
            throw new ShapeMismatchException(Name, nameof(bias), $"[{outputs}]", bias.Shape, "give one number for each filter");
        }

        (this.x, this.w, this.bias, this.images, this.outputs) = (x, w, bias, images, outputs);
        grid = new(channels, height, width, size, stride, padding);
        NewOutput([images, outputs, grid.Rows, grid.Columns]);
    }

    protected override void Forward() =>
        ImageConvolution.Forward(x.Values, w.Values, bias is null ? [] : bias.Values, Output.WritableValues, grid, images, outputs, Team);

    protected internal override void Backward() => ImageConvolution.Backward(
        x.Values, w.Values, Output.Gradient, Wanted(x), Wanted(w), bias is null ? [] : Wanted(bias), grid, images, outputs, Team);

    protected internal override void Reference(ReferenceValues values)
    {
        double[] y = values[Output];
        for (int i = 0; i < y.Length; i++)
        {
            int image = i / grid.Locations / outputs, output = i / grid.Locations % outputs, location = i % grid.Locations;
            int top = location / grid.Columns * grid.Stride - grid.Padding, left = location % grid.Columns * grid.Stride - grid.Padding;
            double sum = bias is null ? 0 : values[bias][output];
            for (int k = 0; k < grid.PatchLength; k++)
            {
                int channel = k / (grid.Size * grid.Size), row = top + k / grid.Size % grid.Size, column = left + k % grid.Size;
                bool exists = row >= 0 && row < grid.Height && column >= 0 && column < grid.Width;
                sum += exists ? values[w][output * grid.PatchLength + k] * values[x][((image * grid.Channels + channel) * grid.Height + row) * grid.Width + column] : 0;
            }

            y[i] = sum;
        }
    }

    static Span<float> Wanted(Tensor input) => input.NeedsGradient ? InputGradient.Of(input) : [];
}
