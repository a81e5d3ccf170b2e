namespace Unroll.Kernels;

/// <summary>The squares of an image that a filter or a pooling window looks at, in reading order; beyond the edges there is padding.</summary>
/// <param name="Channels">Planes of an image.</param>
/// <param name="Height">Rows of a plane.</param>
/// <param name="Width">Columns of a plane.</param>
/// <param name="Size">Side of a square.</param>
/// <param name="Stride">Distance from a square to the next.</param>
/// <param name="Padding">Rows and columns added at each edge.</param>
readonly record struct PatchGrid(int Channels, int Height, int Width, int Size, int Stride, int Padding)
{
    /// <summary>Squares below one another.</summary>
    public int Rows => (Height + 2 * Padding - Size) / Stride + 1;

    /// <summary>Squares beside one another.</summary>
    public int Columns => (Width + 2 * Padding - Size) / Stride + 1;

    /// <summary>Squares of an image.</summary>
    public int Locations => Rows * Columns;

    /// <summary>Numbers in a square of all channels.</summary>
    public int PatchLength => Channels * Size * Size;

    /// <summary>Numbers in an image.</summary>
    public int ImageLength => Channels * Height * Width;
}
