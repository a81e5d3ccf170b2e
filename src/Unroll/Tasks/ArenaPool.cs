using System.Collections.Concurrent;
using Unroll.Tensors;

namespace Unroll.Tasks;

/// <summary>The arenas of a model that several threads use at once: each takes one, and what it gives back the next need not allocate.</summary>
/// <param name="threads">Threads of each arena; null for every core.</param>
sealed class ArenaPool(int? threads)
{
    // What a huge batch needed once is not held for ever: 64 MB.
    const long MostKeptFloats = 1 << 24;

    readonly ConcurrentBag<Arena> idle = [];

    /// <summary>An arena that nobody else uses until it is given back; one that never is, is collected like any object.</summary>
    internal Arena Take() => idle.TryTake(out Arena? arena) ? arena : new(threads);

    /// <summary>Gives an arena back; no step of it is under way any more.</summary>
    internal void Give(Arena arena)
    {
        if (arena.Capacity <= MostKeptFloats)
        {
            idle.Add(arena);
        }
    }
}
