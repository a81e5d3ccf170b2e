using System.Globalization;

namespace Unroll.LoadTest;

/// <summary>What some time of asking came to.</summary>
/// <param name="PerSecond">Successful answers a second.</param>
/// <param name="Median">The time that half of the requests took no longer than.</param>
/// <param name="Slowest">The time that 99 of 100 requests took no longer than.</param>
/// <param name="Errors">Requests that were not answered with success.</param>
sealed record Measured(double PerSecond, TimeSpan Median, TimeSpan Slowest, int Errors)
{
    /// <summary>Sums up.</summary>
    /// <param name="answers">How long each took, and whether it was a success.</param>
    /// <param name="time">How long was asked.</param>
    internal static Measured Of(IReadOnlyCollection<(TimeSpan Time, bool IsSuccess)> answers, TimeSpan time)
    {
        TimeSpan[] sorted = [.. answers.Select(answer => answer.Time).Order()];
        int successes = answers.Count(answer => answer.IsSuccess);
        return new(successes / time.TotalSeconds, sorted[sorted.Length / 2], sorted[sorted.Length * 99 / 100], answers.Count - successes);
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{PerSecond,7:F0} requests/s, p50 {Median.TotalMilliseconds,6:F1} ms, p99 {Slowest.TotalMilliseconds,6:F1} ms, {Errors} errors");
}
