using Unroll.Tasks.Captioning;

namespace Unroll.Images;

/// <summary>
/// Cuts and scales pictures. A new pixel is the mean of the old ones around it, weighted by a triangle that is as wide as a new pixel, or as
/// an old one where the picture grows: no detail is skipped, so nothing flickers. One order of additions, so the bytes are the same everywhere.
/// </summary>
static class PictureScaling
{
    /// <summary>The largest square in the middle.</summary>
    internal static Picture SquareInMiddle(Picture picture)
    {
        int side = Math.Min(picture.Height, picture.Width);
        if (side == picture.Height && side == picture.Width) return picture;
        int top = (picture.Height - side) / 2, left = (picture.Width - side) / 2;
        byte[] values = new byte[picture.Channels * side * side];
        for (int line = 0; line < picture.Channels * side; line++)
        {
            int from = (line / side * picture.Height + top + line % side) * picture.Width + left;
            picture.Values.Slice(from, side).CopyTo(values.AsSpan(line * side));
        }

        return new(picture.Channels, side, side, values);
    }

    /// <summary>A square picture in another size.</summary>
    internal static Picture Scale(Picture picture, int side)
    {
        if (picture.Height == side && picture.Width == side) return picture;
        Weights columns = new(picture.Width, side), rows = new(picture.Height, side);
        float[] narrow = new float[picture.Height * side];
        byte[] values = new byte[picture.Channels * side * side];
        for (int channel = 0; channel < picture.Channels; channel++)
        {
            ReadOnlySpan<byte> plane = picture.Values.Slice(channel * picture.Height * picture.Width, picture.Height * picture.Width);
            for (int y = 0; y < picture.Height; y++)
            {
                for (int x = 0; x < side; x++)
                {
                    narrow[y * side + x] = columns.Mean(plane, y * picture.Width, 1, x);
                }
            }

            for (int i = 0; i < side * side; i++)
            {
                values[channel * side * side + i] = (byte)(rows.Mean<float>(narrow, i % side, side, i / side) + 0.5f);
            }
        }

        return new(picture.Channels, side, side, values);
    }

    /// <summary>Brightness alone, with the weights of ITU-R BT.601.</summary>
    internal static Picture Grey(Picture picture)
    {
        int count = picture.Height * picture.Width;
        ReadOnlySpan<byte> values = picture.Values;
        byte[] grey = new byte[count];
        for (int i = 0; i < count; i++)
        {
            grey[i] = (byte)((299 * values[i] + 587 * values[count + i] + 114 * values[2 * count + i] + 500) / 1000);
        }

        return new(1, picture.Height, picture.Width, grey);
    }

    /// <summary>Which old pixels a new one is made of, in one direction.</summary>
    sealed class Weights
    {
        readonly int[] first;
        readonly float[][] weights;

        internal Weights(int before, int after)
        {
            (first, weights) = (new int[after], new float[after][]);
            double step = before / (double)after, reach = Math.Max(step, 1);
            for (int i = 0; i < after; i++)
            {
                double middle = (i + 0.5) * step;
                first[i] = Math.Max(0, (int)Math.Floor(middle - reach));
                int end = Math.Min(before, (int)Math.Ceiling(middle + reach));
                double[] heights = [.. Enumerable.Range(first[i], end - first[i]).Select(at => Math.Max(0, 1 - Math.Abs(at + 0.5 - middle) / reach))];
                double sum = heights.Sum();
                weights[i] = [.. heights.Select(height => (float)(height / sum))];
            }
        }

        internal float Mean<T>(ReadOnlySpan<T> values, int start, int stride, int index)
            where T : struct, System.Numerics.INumberBase<T>
        {
            float sum = 0;
            for (int i = 0; i < weights[index].Length; i++)
            {
                sum += weights[index][i] * float.CreateTruncating(values[start + (first[index] + i) * stride]);
            }

            return sum;
        }
    }
}
