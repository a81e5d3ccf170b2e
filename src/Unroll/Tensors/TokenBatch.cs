namespace Unroll.Tensors;

/// <summary>A batch of token sequences, packed: real tokens only, grouped by time step.</summary>
public sealed class TokenBatch
{
    readonly int[] ids;

    TokenBatch(int[] ids, SequenceLayout layout) => (this.ids, Layout) = (ids, layout);

    /// <summary>Where each token lies, and the caller's order.</summary>
    public SequenceLayout Layout { get; }

    /// <summary>Token ids in packed order, one a row of <see cref="Layout"/>.</summary>
    public ReadOnlySpan<int> Ids => ids;

    /// <summary>The same ids, for an operation that outlives the call; nobody changes them.</summary>
    internal ReadOnlyMemory<int> KeptIds => ids;

    /// <summary>Number of sequences.</summary>
    public int BatchSize => Layout.BatchSize;

    /// <summary>Number of real tokens.</summary>
    public int TokenCount => Layout.TokenCount;

    /// <summary>Packs sequences of any lengths in any order; empty ones are allowed.</summary>
    /// <param name="sequences">Token ids, each 0 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">An id is negative.</exception>
    public static TokenBatch From(IReadOnlyList<int[]> sequences)
    {
        int[] lengths = new int[sequences.Count];
        for (int i = 0; i < lengths.Length; i++)
        {
            lengths[i] = sequences[i].Length;
        }

        SequenceLayout layout = new(lengths);
        int[] ids = new int[layout.TokenCount];
        for (int position = 0; position < layout.BatchSize; position++)
        {
            int[] sequence = sequences[layout.Order[position]];
            for (int step = 0; step < sequence.Length; step++)
            {
                ArgumentOutOfRangeException.ThrowIfNegative(sequence[step], nameof(sequences));
                ids[layout.Offsets[step] + position] = sequence[step];
            }
        }

        return new(ids, layout);
    }

    /// <summary>Packs a padded rectangle, as other toolkits keep it.</summary>
    /// <param name="ids">Token ids, [batch, steps].</param>
    /// <param name="mask">True where a token is real, [batch, steps]; gaps in the middle are closed.</param>
    /// <exception cref="ShapeMismatchException">ids and mask differ in size.</exception>
    public static TokenBatch FromPadded(int[,] ids, bool[,] mask)
    {
        (int batch, int steps) = (ids.GetLength(0), ids.GetLength(1));
        if (mask.GetLength(0) != batch || mask.GetLength(1) != steps)
        {
            throw new ShapeMismatchException("TokenBatch.FromPadded", nameof(mask), $"[{batch}, {steps}]", [mask.GetLength(0), mask.GetLength(1)],
                "the mask has one entry for every token id");
        }

        int[][] sequences = new int[batch][];
        for (int i = 0; i < batch; i++)
        {
            List<int> real = [];
            for (int step = 0; step < steps; step++)
            {
                if (mask[i, step])
                {
                    real.Add(ids[i, step]);
                }
            }

            sequences[i] = [.. real];
        }

        return From(sequences);
    }

    /// <summary>Sizes in words.</summary>
    public override string ToString() => $"TokenBatch: {Layout}";
}
