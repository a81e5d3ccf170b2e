using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Unroll.Kernels;

/// <summary>Asks for a cache line before it is needed. It has no effect on results, and the address may lie behind the end of everything.</summary>
static unsafe class Prefetch
{
    /// <summary>Floats of a line.</summary>
    public const int Line = 16;

    /// <summary>Into the first-level cache: for what is needed within some dozen steps.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Near(float* address)
    {
        if (Sse.IsSupported)
            Sse.Prefetch0(address);
    }

    /// <summary>Into the second-level cache: for what is needed after that.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Far(float* address)
    {
        if (Sse.IsSupported)
            Sse.Prefetch1(address);
    }
}
