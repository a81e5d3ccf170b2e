using System.Diagnostics;
using System.Globalization;

namespace Unroll.Benchmarks;

/// <summary>How much of the processors other processes had while we measured; known on Linux, elsewhere taken as nothing.</summary>
readonly struct Neighbours
{
    const double TicksPerSecond = 100;
    readonly long start, allTicks;
    readonly TimeSpan own;

    Neighbours(long start, long allTicks, TimeSpan own) => (this.start, this.allTicks, this.own) = (start, allTicks, own);

    public static Neighbours Watch() => new(Stopwatch.GetTimestamp(), BusyTicks(), Process.GetCurrentProcess().TotalProcessorTime);

    /// <summary>Processors that others kept busy since <see cref="Watch"/>, on average.</summary>
    public double BusyProcessors()
    {
        double others = (BusyTicks() - allTicks) / TicksPerSecond - (Process.GetCurrentProcess().TotalProcessorTime - own).TotalSeconds;
        return Math.Max(0, others / Stopwatch.GetElapsedTime(start).TotalSeconds);
    }

    // The first line counts user, nice, system, idle, iowait, irq, softirq and steal, in hundredths of a second.
    static long BusyTicks()
    {
        if (!OperatingSystem.IsLinux())
            return 0;
        long[] counts = [.. File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Skip(1).Take(8).Select(count => long.Parse(count, CultureInfo.InvariantCulture))];
        const int Idle = 3, InputOutput = 4;
        return counts.Sum() - counts[Idle] - counts[InputOutput];
    }
}
