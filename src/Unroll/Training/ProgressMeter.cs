namespace Unroll.Training;

/// <summary>Times a run and tells a listener about it, not more often than anybody can read.</summary>
/// <param name="clock">The time.</param>
/// <param name="progress">The listener.</param>
sealed class ProgressMeter(TimeProvider clock, IProgress<TrainingProgress>? progress)
{
    static readonly TimeSpan ShortestInterval = TimeSpan.FromMilliseconds(50);

    readonly long start = clock.GetTimestamp();
    TimeSpan formerSittings;
    long formerSteps, formerTokens;
    TimeSpan? lastReport;

    /// <summary>Time of this sitting.</summary>
    internal TimeSpan Sitting => clock.GetElapsedTime(start);

    /// <summary>Time of all sittings.</summary>
    internal TimeSpan Elapsed => formerSittings + Sitting;

    /// <summary>What former sittings of a resumed run did.</summary>
    internal void ContinueFrom(double seconds, long steps, long tokens) =>
        (formerSittings, formerSteps, formerTokens) = (TimeSpan.FromSeconds(seconds), steps, tokens);

    internal double TokensPerSecond(long tokens) => (tokens - formerTokens) / Math.Max(Sitting.TotalSeconds, 1e-9);

    internal TimeSpan Remaining(long steps, long allSteps) => steps == formerSteps
        ? TimeSpan.Zero
        : Sitting * ((double)Math.Max(0, allSteps - steps) / (steps - formerSteps));

    /// <summary>Whether somebody listens and the last report was not just a moment ago.</summary>
    internal bool IsDue => progress is not null && (lastReport is not { } last || Sitting - last >= ShortestInterval);

    internal void Report(TrainingProgress current)
    {
        lastReport = Sitting;
        progress?.Report(current);
    }
}
