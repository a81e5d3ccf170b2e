using Unroll.Tensors;

namespace Unroll.Text;

/// <summary>
/// Batches of texts of similar length. An epoch shuffles all texts, takes <see cref="BatchesPerBucket"/> batches' worth at a time, sorts
/// those by length, cuts them into batches and shuffles the batches: neighbours in a batch are alike in length, while the
/// order of training stays random. An epoch is a function of the source and its number alone, so a run can go on at (epoch, batch).
/// </summary>
public sealed class LengthBatcher
{
    /// <summary>So many batches are sorted together: enough for equal lengths, few against an epoch.</summary>
    public const int BatchesPerBucket = 50;

    readonly IReadOnlyList<int> lengths;
    readonly RandomSource random;

    /// <summary>Batches over texts of these lengths.</summary>
    /// <param name="lengths">Tokens of each text, [texts].</param>
    /// <param name="batchSize">Texts in a batch, 1 or more; the last batch of an epoch may be smaller.</param>
    /// <param name="random">Gives each epoch a stream of its own; it is not advanced.</param>
    public LengthBatcher(IReadOnlyList<int> lengths, int batchSize, RandomSource random)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
        this.lengths = lengths;
        BatchSize = batchSize;
        this.random = random;
    }

    /// <summary>Texts in a batch.</summary>
    public int BatchSize { get; }

    /// <summary>Batches in an epoch.</summary>
    public int BatchesPerEpoch => (int)(((long)lengths.Count + BatchSize - 1) / BatchSize);

    /// <summary>The batches of an epoch: positions of texts, every text once.</summary>
    /// <param name="epoch">0-based number of the epoch.</param>
    public IReadOnlyList<int[]> Epoch(int epoch)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(epoch);
        RandomSource draws = random.Stream(epoch);
        int[] order = [.. Enumerable.Range(0, lengths.Count)];
        draws.Shuffle<int>(order);

        int bucket = (int)Math.Min((long)BatchesPerBucket * BatchSize, Math.Max(1, order.Length));
        for (int start = 0; start < order.Length; start += bucket)
        {
            Span<int> part = order.AsSpan(start, Math.Min(bucket, order.Length - start));
            SortByLength(part);
        }
        int[][] batches = [.. order.Chunk(BatchSize)];
        draws.Shuffle<int[]>(batches);
        return batches;
    }

    /// <summary>The batches in order of the texts, for evaluation: nothing is shuffled or sorted.</summary>
    public IReadOnlyList<int[]> InOrder() => [.. Enumerable.Range(0, lengths.Count).Chunk(BatchSize)];

    // Equal lengths keep their shuffled order: the place breaks the tie, since a span's sort alone is not stable.
    void SortByLength(Span<int> part)
    {
        long[] keys = new long[part.Length];
        for (int i = 0; i < keys.Length; i++) keys[i] = ((long)lengths[part[i]] << 32) | (uint)i;
        keys.AsSpan().Sort(part);
    }
}
