using Unroll.Tensors;

namespace Unroll.Tasks.Captioning;

/// <summary>Captions as ids with their pictures, ready to be put into batches. The captions of a picture stay together, so that it is looked at once for all of them.</summary>
sealed class EncodedCaptions
{
    // A picture with more captions is looked at again: one that has thousands fits into memory too.
    const int MostTogether = 8;

    readonly CaptionDataset data;
    readonly (int Picture, int[][] Captions)[] items;

    /// <summary>Encodes captions.</summary>
    /// <param name="data">Pictures and captions.</param>
    /// <param name="words">The vocabulary.</param>
    /// <param name="firstOnly">Whether of each picture only the first caption is taken.</param>
    internal EncodedCaptions(CaptionDataset data, CaptionWords words, bool firstOnly = false)
    {
        this.data = data;
        items = [.. data.Index().SelectMany(picture => picture.Item.Captions.Take(firstOnly ? 1 : int.MaxValue)
            .Select(words.Ids).Chunk(MostTogether).Select(captions => (picture.Index, captions)))];
        Lengths = [.. items.Select(item => item.Captions.Max(caption => caption.Length))];
    }

    /// <summary>The longest caption of each item, the end mark included; an item is a picture with its captions.</summary>
    internal int[] Lengths { get; }

    /// <summary>The items at these positions.</summary>
    internal CaptionBatch Batch(int[] positions)
    {
        (int[] Ids, int Subject, int Picture)[] captions =
            [.. positions.Index().SelectMany(at => items[at.Item].Captions.Select(ids => (ids, at.Index, items[at.Item].Picture)))];
        return new(
            SubjectTensor.Of([.. positions.Select(position => data[items[position].Picture].Subject)]),
            TokenBatch.From([.. captions.Select(caption => Shifted(caption.Ids))]),
            TokenBatch.From([.. captions.Select(caption => caption.Ids)]).Ids.ToArray(),
            [.. captions.Select(caption => caption.Subject)],
            [.. captions.Select(caption => caption.Picture)]);
    }

    /// <summary>Batches for evaluation: captions of similar length together.</summary>
    internal IEnumerable<CaptionBatch> ByLength(int batchSize) =>
        Enumerable.Range(0, items.Length).OrderBy(position => Lengths[position]).Chunk(batchSize).Select(Batch);

    // The mark that ends a caption also begins it: each word is foretold from those before it.
    static int[] Shifted(int[] ids) => [CaptionWords.EndIndex, .. ids.AsSpan(0, ids.Length - 1)];
}

/// <summary>A batch of captions.</summary>
/// <param name="Subjects">What they are about, as <see cref="SubjectTensor"/> makes it.</param>
/// <param name="Inputs">What the decoder reads: the captions behind the start mark.</param>
/// <param name="Labels">What it should say, in the packed order of the inputs.</param>
/// <param name="SubjectOf">Which of the subjects each caption is about.</param>
/// <param name="Pictures">Where in the data each caption's picture lies.</param>
sealed record CaptionBatch(Tensor Subjects, TokenBatch Inputs, int[] Labels, int[] SubjectOf, int[] Pictures);
