using Unroll.Tensors;

namespace Unroll.Tasks.Captioning;

/// <summary>Captions as ids with their pictures, ready to be put into batches; a picture with several captions occurs as often.</summary>
sealed class EncodedCaptions
{
    readonly CaptionDataset data;
    readonly (int Picture, int[] Ids)[] captions;

    /// <summary>Encodes captions.</summary>
    /// <param name="data">Pictures and captions.</param>
    /// <param name="words">The vocabulary.</param>
    /// <param name="firstOnly">Whether of each picture only the first caption is taken.</param>
    internal EncodedCaptions(CaptionDataset data, CaptionWords words, bool firstOnly = false)
    {
        this.data = data;
        captions = [.. data.Index().SelectMany(picture =>
            picture.Item.Captions.Take(firstOnly ? 1 : int.MaxValue).Select(caption => (picture.Index, words.Ids(caption))))];
        Lengths = [.. captions.Select(caption => caption.Ids.Length)];
    }

    /// <summary>Length of each caption, the end mark included.</summary>
    internal int[] Lengths { get; }

    /// <summary>The captions at these positions.</summary>
    internal CaptionBatch Batch(int[] positions) => new(
        PictureTensor.Of([.. positions.Select(position => data[captions[position].Picture].Picture)]),
        TokenBatch.From([.. positions.Select(position => Shifted(captions[position].Ids))]),
        TokenBatch.From([.. positions.Select(position => captions[position].Ids)]).Ids.ToArray(),
        [.. positions.Select(position => captions[position].Picture)]);

    /// <summary>Batches for evaluation: captions of similar length together.</summary>
    internal IEnumerable<CaptionBatch> ByLength(int batchSize) =>
        Enumerable.Range(0, captions.Length).OrderBy(position => Lengths[position]).Chunk(batchSize).Select(Batch);

    // The mark that ends a caption also begins it: each word is foretold from those before it.
    static int[] Shifted(int[] ids) => [CaptionWords.EndIndex, .. ids.AsSpan(0, ids.Length - 1)];
}

/// <summary>A batch of captions.</summary>
/// <param name="Images">[captions, channels, side, side].</param>
/// <param name="Inputs">What the decoder reads: the captions behind the start mark.</param>
/// <param name="Labels">What it should say, in the packed order of the inputs.</param>
/// <param name="Pictures">Where in the data each caption's picture lies.</param>
sealed record CaptionBatch(Tensor Images, TokenBatch Inputs, int[] Labels, int[] Pictures);

/// <summary>Pictures as the network reads them.</summary>
static class PictureTensor
{
    // From bytes to numbers from −1 to 1.
    const float Middle = 127.5f;

    /// <summary>[pictures, channels, height, width].</summary>
    internal static Tensor Of(IReadOnlyList<Picture> pictures)
    {
        Picture first = pictures[0];
        Tensor images = Tensor.Zeros([pictures.Count, first.Channels, first.Height, first.Width]);
        Span<float> values = images.WritableValues;
        for (int i = 0; i < pictures.Count; i++)
        {
            ReadOnlySpan<byte> bytes = pictures[i].Values;
            Span<float> target = values.Slice(i * bytes.Length, bytes.Length);
            for (int j = 0; j < target.Length; j++)
            {
                target[j] = bytes[j] / Middle - 1;
            }
        }

        return images;
    }

    /// <summary>The pictures must have the size that a network was built for.</summary>
    /// <exception cref="InvalidDataException">One has not.</exception>
    internal static void Require(IEnumerable<Picture> pictures, string origin, CaptionerOptions options)
    {
        foreach ((int index, Picture picture) in pictures.Index())
        {
            if (picture.Channels != options.Channels || picture.Height != options.Side || picture.Width != options.Side)
            {
                throw new InvalidDataException(
                    $"{origin}: picture {index} has {picture.Channels} channels and {picture.Height} by {picture.Width} pixels, expected {options.Channels} and {options.Side} by {options.Side}; scale it to that size.");
            }
        }
    }
}
