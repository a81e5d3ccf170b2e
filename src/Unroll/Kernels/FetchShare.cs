namespace Unroll.Kernels;

/// <summary>
/// While tiles of rows take turns at one panel, each asks for a share of what is read next, a line at every step of its own work, so that
/// the first tile to need it does not wait for a far cache.
/// </summary>
readonly struct FetchShare
{
    readonly nint startOfStep;

    FetchShare(nint stride, nint startOfStep) => (Stride, this.startOfStep) = (stride, startOfStep);

    /// <summary>Floats from one request to the next: so many that all tiles together ask for every line.</summary>
    public nint Stride { get; }

    /// <summary>The share of the first of so many tiles.</summary>
    public static FetchShare First(int tiles) => new(Split.Parts(Panels.Width, tiles), 0);

    /// <summary>The share of the tile after this one.</summary>
    public FetchShare Next() => new(Stride, startOfStep + Stride);

    /// <summary>Floats from the start of what is read next to this tile's share of it.</summary>
    public nint Start(int steps) => startOfStep * steps;
}
