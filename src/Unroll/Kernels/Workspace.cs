namespace Unroll.Kernels;

/// <summary>
/// Short-lived memory of one thread, taken in a kernel and given back as a whole by Dispose. It is kept for the next
/// kernel, so that a training step allocates nothing once it has run before.
/// </summary>
unsafe ref struct Workspace
{
    [ThreadStatic]
    static Blocks? blocksOfThread;

    readonly Blocks blocks;
    readonly (int Block, long Used) start;

    Workspace(Blocks blocks)
    {
        this.blocks = blocks;
        start = blocks.Position;
        blocks.Depth++;
    }

    public static Workspace Open() => new(blocksOfThread ??= new());

    /// <summary>Takes floats with unspecified content, aligned to a cache line, valid until Dispose.</summary>
    public readonly float* Take(long count) => blocks.Take(count);

    /// <summary>Takes floats that are 0.</summary>
    public readonly float* TakeZeros(long count)
    {
        float* taken = Take(count);
        new Span<float>(taken, checked((int)count)).Clear();
        return taken;
    }

    public readonly void Dispose() => blocks.GiveBack(start);

    sealed class Blocks
    {
        const int Alignment = 64 / sizeof(float);
        const int SmallestBlock = 1 << 16;
        readonly List<float[]> blocks = [];

        public (int Block, long Used) Position { get; private set; }

        public int Depth { get; set; }

        public float* Take(long count)
        {
            long rounded = (count + Alignment - 1) / Alignment * Alignment;
            (int block, long used) = Position;
            while (block < blocks.Count && used + rounded > Capacity(block))
                (block, used) = (block + 1, 0);
            if (block == blocks.Count)
                Grow(rounded);
            Position = (block, used + rounded);
            return Start(block) + used;
        }

        public void GiveBack((int Block, long Used) position)
        {
            Position = position;
            // One block instead of many: the next kernel of this size finds all it needs in one place.
            if (--Depth == 0 && blocks.Count > 1)
            {
                long total = blocks.Sum(block => (long)block.Length);
                blocks.Clear();
                Grow(total);
            }
        }

        void Grow(long count) => blocks.Add(
            GC.AllocateUninitializedArray<float>(checked((int)Math.Max(count, SmallestBlock) + Alignment), pinned: true));

        long Capacity(int block) => blocks[block].Length - Alignment;

        // Blocks are pinned, so the address stays true without a fixed statement.
        float* Start(int block)
        {
            nuint address = (nuint)System.Runtime.CompilerServices.Unsafe.AsPointer(
                ref System.Runtime.InteropServices.MemoryMarshal.GetArrayDataReference(blocks[block]));
            return (float*)((address + 63) & ~(nuint)63);
        }
    }
}
