using Unroll.Operations;
using Unroll.Tensors;

namespace Unroll.Layers;

/// <summary>
/// A small convolutional network that turns images of one size into annotation vectors, one for each cell of a grid. Each block is a 3×3
/// convolution, max(·, 0) and a halving of height and width; at last every vector is normalised and told where it stands by a learned vector.
/// </summary>
public sealed class ImageEncoder : Module
{
    const int FilterSize = 3;

    /// <summary>What a block divides height and width by.</summary>
    internal const int Halving = 2;

    // Of the normalised features, which have deviation 1.
    const float PositionDeviation = 0.1f;

    readonly List<Convolution> convolutions = [];
    readonly LayerNormalisation normalisation;
    readonly Parameter positions;

    /// <summary>Filters double from block to block.</summary>
    /// <param name="channels">Channels of an image, 1 or more.</param>
    /// <param name="side">Height and width of an image; a multiple of 2 to the number of blocks.</param>
    /// <param name="filters">Filters of the first block, 1 or more.</param>
    /// <param name="blocks">How often an image is halved, 1 or more.</param>
    /// <param name="random">Where the initial weights come from.</param>
    /// <exception cref="ArgumentException">The side cannot be halved so often.</exception>
    public ImageEncoder(int channels, int side, int filters, int blocks, RandomSource random)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(blocks, 1);
        if (side < 1 || blocks > 20 || side % (1 << blocks) != 0)
        {
            throw new ArgumentException($"An image of {side} by {side} cannot be halved {blocks} times; its side must be a multiple of 2 to the {blocks}.", nameof(side));
        }

        for (int block = 0; block < blocks; block++, channels = filters, filters *= 2)
        {
            convolutions.Add(new(channels, filters, FilterSize, random, padding: FilterSize / 2));
        }

        (GridSide, Features) = (side >> blocks, channels);
        normalisation = new(Features);
        positions = new Parameter("positions", [GridSide * GridSide, Features]).FillNormal(PositionDeviation, random);
    }

    /// <summary>Cells of the grid in each direction.</summary>
    public int GridSide { get; }

    /// <summary>Length of an annotation vector.</summary>
    public int Features { get; }

    internal IReadOnlyList<Convolution> Convolutions => convolutions;

    internal LayerNormalisation Normalisation => normalisation;

    /// <summary>[cells, features].</summary>
    internal Parameter Positions => positions;

    /// <summary>Annotation vectors of images.</summary>
    /// <param name="images">[images, channels, side, side].</param>
    /// <returns>A sequence an image: its cells in reading order, Features each.</returns>
    /// <exception cref="ShapeMismatchException">The images are of another size.</exception>
    public Sequences Forward(Tensor images)
    {
        Tensor x = images;
        foreach (Convolution convolution in convolutions)
        {
            x = convolution.Forward(x).Relu().MaxPool(Halving);
        }

        if (x.Shape[2] != GridSide || x.Shape[3] != GridSide)
        {
            int side = GridSide << convolutions.Count;
            throw new ShapeMismatchException("ImageEncoder", nameof(images), $"[images, channels, {side}, {side}]", images.Shape, "this encoder was built for one size");
        }

        Sequences annotations = normalisation.Forward(x.Locations());
        int[] cells = new int[annotations.Layout.TokenCount];
        for (int row = 0; row < cells.Length; row++)
        {
            cells[row] = row / annotations.Layout.BatchSize;
        }

        return annotations.With(annotations.Data + positions.Lookup(cells));
    }

    /// <summary>The sizes.</summary>
    public override string ToString() => $"ImageEncoder({convolutions.Count} blocks → {GridSide}×{GridSide} cells of {Features})";
}
