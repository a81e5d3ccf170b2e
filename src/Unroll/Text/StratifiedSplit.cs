using Unroll.Tensors;

namespace Unroll.Text;

/// <summary>Dividing positions into parts with the same share of every class.</summary>
public static class StratifiedSplit
{
    /// <summary>
    /// Shuffles each class and gives every part its share. Fractions of a text go to the parts with the largest remainder, the first
    /// part (training) winning ties, so that a class of one text is trained on.
    /// </summary>
    /// <param name="labels">Class of each text, [texts].</param>
    /// <param name="classes">Number of classes.</param>
    /// <param name="shares">Share of each part, 0 or more, adding up to 1.</param>
    /// <param name="random">Gives each class a stream of its own; it is not advanced.</param>
    /// <returns>Positions of each part in ascending order, [parts][texts of the part].</returns>
    /// <exception cref="ArgumentException">The shares are not shares.</exception>
    public static int[][] Positions(IReadOnlyList<int> labels, int classes, IReadOnlyList<double> shares, RandomSource random)
    {
        if (shares.Count == 0 || shares.Any(share => !(share >= 0)) || Math.Abs(shares.Sum() - 1) > 1e-6)
        {
            throw new ArgumentException($"shares must be 0 or more and add up to 1, got {string.Join(", ", shares)}.", nameof(shares));
        }
        List<int>[] byClass = [.. Enumerable.Range(0, classes).Select(_ => new List<int>())];
        for (int i = 0; i < labels.Count; i++) byClass[labels[i]].Add(i);

        List<int>[] parts = [.. shares.Select(_ => new List<int>())];
        for (int label = 0; label < classes; label++)
        {
            int[] positions = [.. byClass[label]];
            random.Stream(label).Shuffle<int>(positions);
            int next = 0;
            int[] sizes = Apportion(positions.Length, shares);
            for (int part = 0; part < parts.Length; part++)
            {
                parts[part].AddRange(positions.AsSpan(next, sizes[part]));
                next += sizes[part];
            }
        }
        return [.. parts.Select(part => part.Order().ToArray())];
    }

    /// <summary>Whole numbers that add up to the total and follow the shares (largest remainder).</summary>
    static int[] Apportion(int total, IReadOnlyList<double> shares)
    {
        // The small term keeps 0.1 · 10 from falling to 0 because 1 − 0.9 is a little less than 0.1.
        double[] exact = [.. shares.Select(share => total * share + 1e-9)];
        int[] sizes = [.. exact.Select(size => (int)size)];
        int left = total - sizes.Sum();
        foreach (int part in Enumerable.Range(0, sizes.Length).OrderByDescending(i => Math.Round(exact[i] - sizes[i], 6)).ThenBy(i => i).Take(left))
        {
            sizes[part]++;
        }
        return sizes;
    }
}
