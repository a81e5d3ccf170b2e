using Unroll.Kernels;

namespace Unroll.Tensors;

/// <summary>The buffers behind an arena's steps: handed out from the front, all recycled together when the step ends.</summary>
sealed class StepBuffers
{
    const int SmallestChunk = 1 << 18;
    const int CacheLineFloats = 16;

    // The step under way belongs to the thread, like its stack: two threads that run two loops never meet.
    [ThreadStatic]
    static StepBuffers? current;

    readonly List<Memory<float>> chunks = [];
    int chunk, used;
    int draws;
    bool isOpen;

    internal StepBuffers(ThreadTeam team) => Team = team;

    /// <summary>The step under way on this thread; null outside of steps.</summary>
    internal static StepBuffers? Current => current;

    internal ThreadTeam Team { get; }

    internal long Capacity => chunks.Sum(part => (long)part.Length);

    /// <summary>Counts every step and evaluation of the arena, so that a tensor knows whether its own has ended.</summary>
    internal long Number { get; private set; }

    /// <summary>The number of the training step, 1 for the first: what randomness inside the step is derived from.</summary>
    internal long TrainingStep { get; private set; }

    internal StepPurpose Purpose { get; private set; }

    internal void End(long number)
    {
        if (!isOpen || number != Number)
        {
            return;
        }

        isOpen = false;
        Number++;
        current = null;
        MergeChunks();
        chunk = used = 0;
    }

    internal StepMemory Begin(StepPurpose purpose, long trainingStep)
    {
        if (isOpen || current is not null)
        {
            throw new InvalidOperationException("A step is already under way here; dispose it (end its using block) before the next begins.");
        }

        (isOpen, Purpose, TrainingStep, draws) = (true, purpose, trainingStep, 0);
        current = this;
        return new(this, Number);
    }

    /// <summary>How many random masks this step has drawn; each use of randomness takes the next number.</summary>
    internal int NextDraw() => draws++;

    /// <summary>Memory until the end of the step, starting on a cache line; its content is arbitrary unless cleared.</summary>
    internal Memory<float> Allocate(int count, bool clear)
    {
        int needed = (count + CacheLineFloats - 1) / CacheLineFloats * CacheLineFloats;
        while (chunk < chunks.Count && chunks[chunk].Length - used < needed)
        {
            chunk++;
            used = 0;
        }

        if (chunk == chunks.Count)
        {
            chunks.Add(PinnedMemory.Allocate(Math.Max(needed, SmallestChunk)));
        }

        Memory<float> memory = chunks[chunk].Slice(used, count);
        used += needed;
        if (clear)
        {
            memory.Span.Clear();
        }

        return memory;
    }

    // A step that needed several chunks gets one that holds them all, so the next step walks one block of memory.
    void MergeChunks()
    {
        if (chunks.Count <= 1)
        {
            return;
        }

        long total = Capacity;
        if (total > Array.MaxLength / 2)
        {
            return;
        }

        chunks.Clear();
        chunks.Add(PinnedMemory.Allocate((int)(total + total / 4)));
    }
}

/// <summary>What a step is for: it decides what is recorded and whether anything is random.</summary>
enum StepPurpose
{
    /// <summary>Gradients of everything that needs one; dropout is active.</summary>
    Training,

    /// <summary>No gradients, no dropout.</summary>
    Evaluation,

    /// <summary>Gradients of the tensors under study but not of parameters, which are only read; no dropout.</summary>
    Inspection,
}
