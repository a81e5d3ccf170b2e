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
        return new(Math.Max(0, (center - spread) / scale), Math.Min(1, (center + spread) / scale));
    }
}
