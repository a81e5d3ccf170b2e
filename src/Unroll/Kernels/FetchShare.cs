using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Unroll.Kernels;

/// <summary>
/// While tiles of rows take turns at one panel, each asks for a share of what is read next, a line at every step of its own work, so that
/// the first tile to need it does not wait for a far cache. Asking has no effect on results.
/// </summary>
readonly struct FetchShare
{
    FetchShare(nint stride, nint startOfStep) => (Stride, this.startOfStep) = (stride, startOfStep);

    readonly nint startOfStep;

    /// <summary>Floats from one request to the next: so many that all tiles together ask for every line.</summary>
    public nint Stride { get; }

    /// <summary>The share of the first of so many tiles.</summary>
    public static FetchShare First(int tiles) => new((int)((uint)(Panels.Width + tiles - 1) / (uint)tiles), 0);

    /// <summary>The share of the tile after this one.</summary>
    public FetchShare Next() => new(Stride, startOfStep + Stride);

    /// <summary>Floats from the start of what is read next to this tile's share of it.</summary>
    public nint Start(int steps) => startOfStep * steps;

    /// <summary>Asks for the line at an address, which may lie behind the end of everything.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void Ask(float* address)
    {
        if (Sse.IsSupported)
            Sse.Prefetch1(address);
    }
}
