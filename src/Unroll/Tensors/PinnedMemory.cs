using System.Runtime.InteropServices;

namespace Unroll.Tensors;

/// <summary>Buffers that the garbage collector never moves and that start on a cache line, as kernels and threads like them.</summary>
static class PinnedMemory
{
    const int CacheLine = 64;

    /// <summary>Zeros, starting at a multiple of 64 bytes.</summary>
    internal static Memory<float> Allocate(int count)
    {
        if (count == 0)
        {
            return Memory<float>.Empty;
        }

        int spare = CacheLine / sizeof(float);
        float[] array = GC.AllocateArray<float>(count + spare, pinned: true);
        long address = Marshal.UnsafeAddrOfPinnedArrayElement(array, 0);
        int skip = (int)((CacheLine - address % CacheLine) % CacheLine) / sizeof(float);
        return array.AsMemory(skip, count);
    }
}
