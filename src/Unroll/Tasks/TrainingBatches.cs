using System.Collections;
using Unroll.Tensors;
using Unroll.Text;

namespace Unroll.Tasks;

/// <summary>The batches of one epoch, each made when it is asked for; a function of the seed and the epoch alone.</summary>
sealed class TrainingBatches(EncodedTexts texts, IReadOnlyList<int[]> positions, float wordDropout, RandomSource random) : IReadOnlyList<LabeledBatch>
{
    public int Count => positions.Count;

    public LabeledBatch this[int index] => texts.Batch(positions[index], wordDropout, random.Stream(index));

    /// <summary>What a trainer asks for at the beginning of an epoch.</summary>
    internal static Func<int, TrainingBatches> Of(EncodedTexts texts, TextClassifierOptions options)
    {
        RandomSource random = new(options.Seed), words = random.Stream("words");
        LengthBatcher batcher = new(texts.Lengths, options.BatchSize, random.Stream("order"));
        return epoch => new(texts, batcher.Epoch(epoch), options.WordDropout, words.Stream(epoch));
    }

    public IEnumerator<LabeledBatch> GetEnumerator()
    {
        for (int i = 0; i < Count; i++)
        {
            yield return this[i];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
