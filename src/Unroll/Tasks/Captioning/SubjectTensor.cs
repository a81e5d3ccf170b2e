using Unroll.Tensors;

namespace Unroll.Tasks.Captioning;

/// <summary>Pictures and feature grids as the network reads them.</summary>
static class SubjectTensor
{
    /// <summary>What bytes are divided by, before 1 is taken away: numbers from −1 to 1.</summary>
    internal const float Middle = 127.5f;

    /// <summary>[pictures, channels, height, width] of pictures; of grids [places · grids, features], the first place of all grids first.</summary>
    internal static Tensor Of(IReadOnlyList<CaptionSubject> subjects) => subjects[0] is FeatureGrid grid
        ? OfGrids([.. subjects.Cast<FeatureGrid>()], grid.Shape)
        : OfPictures([.. subjects.Cast<Picture>()]);

    /// <summary>The subjects must be what a network was built for.</summary>
    /// <exception cref="InvalidDataException">One is not.</exception>
    internal static void Require(IEnumerable<CaptionSubject> subjects, string origin, CaptionerOptions options)
    {
        foreach ((int index, CaptionSubject subject) in subjects.Index())
        {
            if (Mismatch(subject, options) is { } mismatch) throw new InvalidDataException($"{origin}: picture {index} {mismatch}.");
        }
    }

    static string? Mismatch(CaptionSubject subject, CaptionerOptions options) => (subject, options.Grid) switch
    {
        (Picture, { } shape) => $"is a picture; this captioner reads feature grids of {shape}",
        (FeatureGrid, null) => $"is a feature grid; this captioner reads pictures of {options.Side} by {options.Side} pixels",
        (FeatureGrid grid, { } shape) when grid.Shape != shape => $"has {grid.Shape}, expected {shape}",
        (Picture picture, null) when picture.Channels != options.Channels || picture.Height != options.Side || picture.Width != options.Side =>
            $"has {picture.Channels} channels and {picture.Height} by {picture.Width} pixels, expected {options.Channels} and {options.Side} by {options.Side}; scale it to that size",
        _ => null,
    };

    static Tensor OfPictures(Picture[] pictures)
    {
        Picture first = pictures[0];
        Tensor images = Tensor.Zeros([pictures.Length, first.Channels, first.Height, first.Width]);
        Span<float> values = images.WritableValues;
        for (int i = 0; i < pictures.Length; i++)
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

    // Sequences of one length are packed place by place.
    static Tensor OfGrids(FeatureGrid[] grids, GridShape shape)
    {
        int places = shape.Rows * shape.Columns;
        Tensor rows = Tensor.Zeros([places * grids.Length, shape.Features]);
        float[] values = new float[shape.Count];
        for (int i = 0; i < grids.Length; i++)
        {
            grids[i].CopyTo(values);
            for (int place = 0; place < places; place++)
            {
                values.AsSpan(place * shape.Features, shape.Features).CopyTo(rows.WritableValues[((place * grids.Length + i) * shape.Features)..]);
            }
        }

        return rows;
    }
}
