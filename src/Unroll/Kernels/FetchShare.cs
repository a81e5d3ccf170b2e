using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Unroll.Kernels;

/// <summary>
/// While tiles of rows take turns at one panel, each asks for a share of what is read next, a line at every step of its own work, so that
/// the first tile to need it does not wait for a far cache. Asking has no effect on results.
/// </summary>
/// <param name="tile">Which of the tiles this is.</param>
/// <param name="tiles">How many there are.</param>
readonly struct FetchShare(int tile, int tiles)
{
    /// <summary>Floats from one request to the next: so many that all tiles together ask for every line.</summary>
    public nint Stride => (Panels.Width + tiles - 1) / tiles;

    /// <summary>Floats from the start of what is read next to this tile's share of it.</summary>
    public nint Start(int steps) => tile * Stride * steps;

    /// <summary>Asks for the line at an address, which may lie behind the end of everything.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void Ask(float* address)
    {
        if (Sse.IsSupported)
            Sse.Prefetch1(address);
    }
}
