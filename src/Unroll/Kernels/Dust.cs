using System.Runtime.CompilerServices;

namespace Unroll.Kernels;

/// <summary>
/// Numbers too small to matter. What is multiplied by less than 1 again and again, a gradient on its way back through the steps or a moment
/// without gradients, ends among the subnormal numbers, which take a processor up to a hundred times as long; so it becomes 0 before.
/// </summary>
static class Dust
{
    const float SmallestGrain = 1e-30f;

    /// <summary>x, or 0 where |x| is below 1e-30.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Removed<L, V>(V x) where L : struct, ILanes<V> where V : unmanaged
    {
        V zero = L.Broadcast(0);
        return L.WhereGreater(L.Broadcast(SmallestGrain), L.AtLeast(x, L.Subtract(zero, x)), zero, x);
    }
}
