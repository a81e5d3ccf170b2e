namespace Unroll.Tests.Kernels;

/// <summary>
/// What this thread allocates while the same is done again and again, in several stretches. What the runtime makes at a first use falls into
/// one of them; what every round allocates, or every other, falls into more.
/// </summary>
sealed class AllocationCount
{
    readonly List<long> stretches = [];
    long before;

    /// <summary>Bytes of the stretch with the most but one: 0 where at most one stretch allocated anything.</summary>
    internal long Recurring => stretches.Order().ElementAt(stretches.Count - 2);

    internal void Begin() => before = GC.GetAllocatedBytesForCurrentThread();

    internal void End() => stretches.Add(GC.GetAllocatedBytesForCurrentThread() - before);
}
