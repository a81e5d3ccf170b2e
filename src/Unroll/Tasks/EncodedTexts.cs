using Unroll.Tensors;
using Unroll.Text;

namespace Unroll.Tasks;

/// <summary>Texts as token ids, with their classes.</summary>
sealed class EncodedTexts
{
    readonly int[][] ids;
    readonly int[] labels;

    internal EncodedTexts(TextDataset data, IReadOnlyList<int> labels, TextEncoder encoder)
    {
        ids = encoder.Encode(data.Select(item => item.Text));
        this.labels = [.. labels];
        Lengths = [.. ids.Select(text => text.Length)];
    }

    internal int Count => ids.Length;

    internal int[] Lengths { get; }

    /// <summary>The texts at these positions; while training, some tokens are replaced by the unknown one.</summary>
    internal LabeledBatch Batch(int[] positions, float wordDropout = 0, RandomSource? random = null)
    {
        int[][] texts = [.. positions.Select(position => ids[position])];
        if (wordDropout > 0 && random is not null)
        {
            for (int i = 0; i < texts.Length; i++)
            {
                texts[i] = [.. texts[i].Select(id => random.NextFloat() < wordDropout ? Vocabulary.UnknownIndex : id)];
            }
        }

        return new(TokenBatch.From(texts), [.. positions.Select(position => labels[position])]);
    }

    /// <summary>Batches for evaluation: texts of similar length together.</summary>
    internal IEnumerable<LabeledBatch> ByLength(int batchSize)
    {
        int[] order = [.. Enumerable.Range(0, Count).OrderBy(position => Lengths[position])];
        foreach (int[] positions in order.Chunk(batchSize))
        {
            yield return Batch(positions);
        }
    }
}

/// <summary>A batch of texts with the class of each.</summary>
sealed record LabeledBatch(TokenBatch Tokens, int[] Labels);
