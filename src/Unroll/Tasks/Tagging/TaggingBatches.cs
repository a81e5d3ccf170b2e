using System.Collections;
using Unroll.Tensors;
using Unroll.Text;

namespace Unroll.Tasks.Tagging;

/// <summary>The batches of one epoch, each made when it is asked for; a function of the seed and the epoch alone.</summary>
sealed class TaggingBatches(EncodedSentences sentences, IReadOnlyList<int[]> positions, RareWordDropout rareWords, RandomSource random) : IReadOnlyList<TaggedBatch>
{
    public int Count => positions.Count;

    public TaggedBatch this[int index]
    {
        get
        {
            RandomSource draws = random.Stream(index);
            return sentences.Batch(positions[index], word => rareWords.Apply(word.Id, draws));
        }
    }

    /// <summary>What a trainer asks for at the beginning of an epoch.</summary>
    internal static Func<int, TaggingBatches> Of(EncodedSentences sentences, RareWordDropout rareWords, SequenceTaggerOptions options)
    {
        RandomSource random = new(options.Seed), words = random.Stream("words");
        LengthBatcher batcher = new(sentences.Lengths, options.BatchSize, random.Stream("order"));
        return epoch => new(sentences, batcher.Epoch(epoch), rareWords, words.Stream(epoch));
    }

    public IEnumerator<TaggedBatch> GetEnumerator()
    {
        for (int i = 0; i < Count; i++)
        {
            yield return this[i];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

/// <summary>Replaces a word that occurs n times by the unknown one with probability a / (a + n).</summary>
sealed class RareWordDropout
{
    readonly float[] probabilities;

    internal RareWordDropout(Vocabulary words, TokenCounts counts, float a) =>
        probabilities = [.. Enumerable.Range(0, words.Count).Select(id => a == 0 ? 0 : (float)(a / (a + (double)counts[words[id]])))];

    internal int Apply(int id, RandomSource random) => random.NextFloat() < probabilities[id] ? Vocabulary.UnknownIndex : id;
}
