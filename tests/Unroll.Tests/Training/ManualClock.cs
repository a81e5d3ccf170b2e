namespace Unroll.Tests.Training;

/// <summary>A clock that stands still until it is told to go on.</summary>
sealed class ManualClock : TimeProvider
{
    long ticks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => ticks;

    internal void Advance(TimeSpan time) => ticks += time.Ticks;
}
