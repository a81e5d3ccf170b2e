namespace Unroll.Tasks.Captioning;

/// <summary>
/// Says of a picture what was said of the training picture that looks most like it from afar: the least sum of squared differences between the means
/// of squares; for feature grids, between the means of all places.
/// </summary>
public sealed class NearestPictureBaseline
{
    // Squares in each direction.
    const int Squares = 12;

    readonly CaptionDataset training;
    readonly double[][] known;

    /// <summary>Remembers pictures of one size.</summary>
    /// <param name="training">One picture or more.</param>
    public NearestPictureBaseline(CaptionDataset training)
    {
        ArgumentOutOfRangeException.ThrowIfZero(training.Count, nameof(training));
        this.training = training;
        known = [.. training.Select(picture => Means(picture.Subject))];
    }

    /// <summary>The first caption of the nearest training picture; of equals the first.</summary>
    /// <param name="picture">Of the same kind and size as the training pictures.</param>
    public string Answer(CaptionSubject picture)
    {
        double[] means = Means(picture);
        int nearest = 0;
        double least = double.PositiveInfinity;
        for (int i = 0; i < known.Length; i++)
        {
            double distance = Distance(means, known[i]);
            (nearest, least) = distance < least ? (i, distance) : (nearest, least);
        }

        return training[nearest].Captions[0];
    }

    static double[] Means(CaptionSubject subject) => subject is FeatureGrid grid ? Means(grid) : Means((Picture)subject);

    static double[] Means(FeatureGrid grid)
    {
        float[] values = new float[grid.Shape.Count];
        grid.CopyTo(values);
        double[] sums = new double[grid.Shape.Features];
        for (int i = 0; i < values.Length; i++)
        {
            sums[i % sums.Length] += values[i];
        }

        return [.. sums.Select(sum => sum / (grid.Shape.Rows * grid.Shape.Columns))];
    }

    /// <summary>The mean of each square, [channels · squares · squares], in sixteenths of a byte's step.</summary>
    static double[] Means(Picture picture)
    {
        int[] sums = new int[picture.Channels * Squares * Squares], counts = new int[sums.Length];
        for (int i = 0; i < picture.Values.Length; i++)
        {
            int row = i / picture.Width % picture.Height * Squares / picture.Height, column = i % picture.Width * Squares / picture.Width;
            int square = (i / (picture.Width * picture.Height) * Squares + row) * Squares + column;
            sums[square] += picture.Values[i];
            counts[square]++;
        }

        return [.. sums.Zip(counts, (sum, count) => count == 0 ? 0.0 : 16 * sum / count)];
    }

    static double Distance(double[] a, double[] b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++)
        {
            double difference = a[i] - b[i];
            sum += difference * difference;
        }

        return sum;
    }
}
