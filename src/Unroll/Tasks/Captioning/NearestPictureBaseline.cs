namespace Unroll.Tasks.Captioning;

/// <summary>Says of a picture what was said of the training picture that looks most like it from afar: the least sum of squared differences between the means of squares.</summary>
public sealed class NearestPictureBaseline
{
    // Squares in each direction.
    const int Squares = 12;

    readonly CaptionDataset training;
    readonly int[][] known;

    /// <summary>Remembers pictures of one size.</summary>
    /// <param name="training">One picture or more.</param>
    public NearestPictureBaseline(CaptionDataset training)
    {
        ArgumentOutOfRangeException.ThrowIfZero(training.Count, nameof(training));
        this.training = training;
        known = [.. training.Select(picture => Means(picture.Picture))];
    }

    /// <summary>The first caption of the nearest training picture; of equals the first.</summary>
    /// <param name="picture">Of the same size as the training pictures.</param>
    public string Answer(Picture picture)
    {
        int[] means = Means(picture);
        int nearest = 0;
        long least = long.MaxValue;
        for (int i = 0; i < known.Length; i++)
        {
            long distance = Distance(means, known[i]);
            (nearest, least) = distance < least ? (i, distance) : (nearest, least);
        }

        return training[nearest].Captions[0];
    }

    /// <summary>The mean of each square, [channels · squares · squares], in sixteenths of a byte's step.</summary>
    static int[] Means(Picture picture)
    {
        int[] sums = new int[picture.Channels * Squares * Squares], counts = new int[sums.Length];
        for (int i = 0; i < picture.Values.Length; i++)
        {
            int row = i / picture.Width % picture.Height * Squares / picture.Height, column = i % picture.Width * Squares / picture.Width;
            int square = (i / (picture.Width * picture.Height) * Squares + row) * Squares + column;
            sums[square] += picture.Values[i];
            counts[square]++;
        }

        return [.. sums.Zip(counts, (sum, count) => count == 0 ? 0 : 16 * sum / count)];
    }

    static long Distance(int[] a, int[] b)
    {
        long sum = 0;
        for (int i = 0; i < a.Length; i++)
        {
            long difference = a[i] - b[i];
            sum += difference * difference;
        }

        return sum;
    }
}
