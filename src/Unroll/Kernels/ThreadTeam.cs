namespace Unroll.Kernels;

/// <summary>Stand-in until the real team arrives.</summary>
sealed class ThreadTeam
{
    ThreadTeam(int size) => Size = size;

    internal int Size { get; }

    internal static ThreadTeam OfSize(int size) => new(size);
}
