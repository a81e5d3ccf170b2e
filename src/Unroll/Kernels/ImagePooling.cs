using System.Diagnostics;

namespace Unroll.Kernels;

/// <summary>The largest number in each square of each plane, and its way back.</summary>
static unsafe class ImagePooling
{
    // As many planes as a piece has work for.
    const int PlanesOfPiece = 8;

    /// <summary>y[plane, location] = the largest number of the square; NaN where there is one. The grid has one channel and no padding.</summary>
    public static void Forward(ReadOnlySpan<float> x, Span<float> y, PatchGrid grid, int planes, ThreadTeam team) =>
        Run(x, y, dy: [], dx: [], grid, planes, team);

    /// <summary>dx += dy where a square's largest number stands; the first in reading order where there are several.</summary>
    public static void Backward(ReadOnlySpan<float> x, ReadOnlySpan<float> y, ReadOnlySpan<float> dy, Span<float> dx, PatchGrid grid, int planes, ThreadTeam team) =>
        Run(x, y, dy, dx, grid, planes, team);

    static void Run(ReadOnlySpan<float> x, ReadOnlySpan<float> y, ReadOnlySpan<float> dy, Span<float> dx, PatchGrid grid, int planes, ThreadTeam team)
    {
        Debug.Assert(grid is { Channels: 1, Padding: 0 } && x.Length == (long)planes * grid.ImageLength && y.Length == (long)planes * grid.Locations);
        fixed (float* px = x, py = y, pdy = dy, pdx = dx)
        {
            int pieces = Math.Min(Split.Parts(planes, PlanesOfPiece), ushort.MaxValue);
            Arguments arguments = new() { X = px, Y = py, Dy = pdy, Dx = pdx, Grid = grid, Planes = planes, Pieces = pieces };
            team.Run(&Piece, &arguments, pieces);
        }
    }

    struct Arguments
    {
        public float* X, Y, Dy, Dx;
        public PatchGrid Grid;
        public int Planes, Pieces;
    }

    static void Piece(void* state, int piece)
    {
        Arguments* arguments = (Arguments*)state;
        PatchGrid grid = arguments->Grid;
        int end = Split.Start(arguments->Planes, arguments->Pieces, piece + 1);
        for (int plane = Split.Start(arguments->Planes, arguments->Pieces, piece); plane < end; plane++)
        {
            nint location = (nint)plane * grid.Locations, start = (nint)plane * grid.ImageLength;
            for (int row = 0; row < grid.Rows; row++)
            {
                for (int column = 0; column < grid.Columns; column++, location++)
                {
                    nint corner = start + (nint)row * grid.Stride * grid.Width + column * grid.Stride;
                    nint largest = IndexOfLargest(arguments->X, corner, grid.Size, grid.Width);
                    if (arguments->Dx == null)
                        arguments->Y[location] = arguments->X[largest];
                    else
                        arguments->Dx[largest] += arguments->Dy[location];
                }
            }
        }
    }

    static nint IndexOfLargest(float* x, nint corner, int size, int width)
    {
        nint best = corner;
        for (int row = 0; row < size; row++)
        {
            for (int column = 0; column < size; column++)
            {
                nint at = corner + (nint)row * width + column;
                if (x[at] > x[best] || float.IsNaN(x[at]))
                    best = at;
            }
        }
        return best;
    }
}
