using System.Collections;
using Unroll.Tensors;
using Unroll.Text;

namespace Unroll.Tasks;

/// <summary>The batches of one epoch, each made when it is asked for; a function of the seed and the epoch alone.</summary>
/// <typeparam name="TBatch">What the task's loss takes.</typeparam>
sealed class TrainingBatches<TBatch>(IReadOnlyList<int[]> positions, Func<int[], RandomSource, TBatch> create, RandomSource random) : IReadOnlyList<TBatch>
{
    public int Count => positions.Count;

    public TBatch this[int index] => create(positions[index], random.Stream(index));

    /// <summary>What a trainer asks for at the beginning of an epoch: batches of items of similar length.</summary>
    /// <param name="lengths">Length of each item.</param>
    /// <param name="batchSize">Items a batch.</param>
    /// <param name="seed">Of the run.</param>
    /// <param name="create">Makes the batch of the items at some positions, with randomness of its own.</param>
    internal static Func<int, TrainingBatches<TBatch>> Of(IReadOnlyList<int> lengths, int batchSize, ulong seed, Func<int[], RandomSource, TBatch> create)
    {
        RandomSource random = new(seed), words = random.Stream("words");
        LengthBatcher batcher = new(lengths, batchSize, random.Stream("order"));
        return epoch => new(batcher.Epoch(epoch), create, words.Stream(epoch));
    }

    public IEnumerator<TBatch> GetEnumerator()
    {
        for (int i = 0; i < Count; i++)
        {
            yield return this[i];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
