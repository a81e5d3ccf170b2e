using Unroll.Kernels;
using Unroll.Tensors;

namespace Unroll.Operations;

/// <summary>Images as sequences, so that a decoder can attend to their places.</summary>
public static class ImageLocations
{
    extension(Tensor images)
    {
        /// <summary>Each image as a sequence of its locations in reading order, with a vector of all channels at each.</summary>
        /// <returns>As many sequences as images, height · width long; this tensor is [images, channels, height, width].</returns>
        /// <exception cref="ShapeMismatchException">This tensor has not four axes.</exception>
        public Sequences Locations()
        {
            Tensor rows = Operation.Run(new RowsOfLocations(images));
            int[] lengths = new int[images.Shape[0]];
            Array.Fill(lengths, images.Shape[2] * images.Shape[3]);
            return new(rows, new(lengths));
        }
    }
}

/// <summary>y_(l·images+n),c = x_n,c,l; dx gets dy at the same places.</summary>
sealed class RowsOfLocations : Operation
{
    readonly Tensor x;
    readonly ImageRowOrder order;

    internal RowsOfLocations(Tensor x)
        : base(x)
    {
        if (x.Shape is not [var images, var channels, var height, var width])
        {
            throw new ShapeMismatchException(Name, nameof(x), "[images, channels, height, width]", x.Shape, "give images");
        }

        // Sequences of one length are packed location by location.
        (this.x, order) = (x, new(images, channels, height * width, LocationMajor: true));
        NewOutput([images * height * width, channels]);
    }

    protected override void Forward() => ImageRows.FromImages(x.Values, Output.WritableValues, order, Write.Replace, Team);

    protected internal override void Backward() => ImageRows.ToImages(Output.Gradient, InputGradient.Of(x), order, Write.Add, Team);

    protected internal override void Reference(ReferenceValues values)
    {
        for (int i = 0; i < x.Shape.Count; i++)
        {
            int image = i / (order.Channels * order.Locations), channel = i / order.Locations % order.Channels, location = i % order.Locations;
            values[Output][(location * order.Images + image) * order.Channels + channel] = values[x][i];
        }
    }
}
