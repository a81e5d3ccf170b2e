namespace Unroll.Training;

/// <summary>A range that the true value lies in with a given confidence.</summary>
/// <param name="Low">Lower end.</param>
/// <param name="High">Upper end.</param>
public readonly record struct ConfidenceInterval(double Low, double High)
{
    // The normal distribution holds 95 % within so many deviations.
    const double Deviations95 = 1.959963984540054;

    /// <summary>Wilson's score interval (1927) for a share, such as an accuracy, at 95 % confidence.</summary>
    /// <param name="hits">Items that count, 0 to total.</param>
    /// <param name="total">All items; with 0 the interval is [0, 1].</param>
    /// <returns>(p + z²/2n ± z·√(p(1 − p)/n + z²/4n²)) / (1 + z²/n).</returns>
    /// <exception cref="ArgumentOutOfRangeException">hits is negative or above total.</exception>
    public static ConfidenceInterval OfShare(long hits, long total)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(hits);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(hits, total);
        if (total == 0)
        {
            return new(0, 1);
        }

        double n = total, p = hits / n, z = Deviations95;
        double center = p + z * z / (2 * n);
        double spread = z * Math.Sqrt(p * (1 - p) / n + z * z / (4 * n * n));
        double scale = 1 + z * z / n;

        // With no hits the lower end is 0, with all hits the upper is 1; rounding must not say otherwise.
        return new(hits == 0 ? 0 : (center - spread) / scale, hits == total ? 1 : (center + spread) / scale);
    }

    /// <summary>Student's interval (1908) for the mean of a normal distribution, at 95 % confidence.</summary>
    /// <param name="values">Two or more, drawn independently.</param>
    /// <returns>mean ± t·s/√n with the t that holds 95 % at n − 1 degrees of freedom.</returns>
    /// <exception cref="ArgumentException">There are fewer than two values.</exception>
    public static ConfidenceInterval OfMean(IReadOnlyList<double> values)
    {
        if (values.Count < 2)
        {
            throw new ArgumentException($"An interval of a mean takes two values or more; got {values.Count}.", nameof(values));
        }

        double mean = values.Average(), variance = values.Sum(value => (value - mean) * (value - mean)) / (values.Count - 1);
        double spread = StudentDeviations95(values.Count - 1) * Math.Sqrt(variance / values.Count);
        return new(mean - spread, mean + spread);
    }

    // Up to ten degrees of freedom from the tables; beyond, the normal quantile with Fisher's and Cornish's corrections is as exact.
    static double StudentDeviations95(int freedom)
    {
        ReadOnlySpan<double> table = [12.7062, 4.3027, 3.1824, 2.7764, 2.5706, 2.4469, 2.3646, 2.3060, 2.2622, 2.2281];
        if (freedom <= table.Length)
        {
            return table[freedom - 1];
        }

        double z = Deviations95, z3 = z * z * z, z5 = z3 * z * z, z7 = z5 * z * z;
        double n = freedom;
        return z + (z3 + z) / (4 * n) + (5 * z5 + 16 * z3 + 3 * z) / (96 * n * n) + (3 * z7 + 19 * z5 + 17 * z3 - 15 * z) / (384 * n * n * n);
    }
}
