using Unroll.Tensors;

namespace Unroll.Tests.Fuzzing;

/// <summary>What came of many damaged files.</summary>
/// <param name="Inputs">How many there were.</param>
/// <param name="Refused">How many were refused as they should be; the others were still whole files.</param>
/// <param name="MostAllocated">The most memory that loading one took, in bytes.</param>
/// <param name="LongestSeconds">The longest that loading one took, in processor time of the whole process.</param>
/// <param name="Failures">What went wrong, a line each, with the file that did it.</param>
sealed record FuzzResult(long Inputs, long Refused, long MostAllocated, double LongestSeconds, IReadOnlyList<string> Failures);

/// <summary>Gives a loader damaged files and watches what it does: the exception, the memory, the time.</summary>
static class FuzzRun
{
    /// <summary>Memory that loading a file may take: this much, and so many times the bytes of all the files that are read.</summary>
    internal const long AllowedBytes = 2 << 20, AllowedTimes = 200;

    const double AllowedSeconds = 10;
    const int MostFailures = 10;

    /// <summary>Runs a target; the same seed gives the same files.</summary>
    /// <param name="target">The loader.</param>
    /// <param name="inputs">How many damaged files.</param>
    /// <param name="random">Where the damage comes from.</param>
    /// <param name="keep">Is given each file that was not loaded or refused as it should be.</param>
    internal static FuzzResult Run(FuzzTarget target, long inputs, RandomSource random, Action<byte[]>? keep = null)
    {
        long refused = 0, most = 0;
        double longest = 0;
        List<string> failures = [];
        for (long i = 0; i < inputs && failures.Count < MostFailures; i++)
        {
            byte[] bytes = target.Wrap(Mutation.Of(target.Seeds[random.NextInt(target.Seeds.Count)], random));
            File.WriteAllBytes(target.Path, bytes);
            long allocated = GC.GetAllocatedBytesForCurrentThread();
            TimeSpan began = Environment.CpuUsage.TotalTime;
            string? failure = Try(target, ref refused);
            allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
            double seconds = (Environment.CpuUsage.TotalTime - began).TotalSeconds;
            failure ??= seconds > AllowedSeconds ? $"took {seconds:0.0} s" : null;
            failure ??= allocated > AllowedBytes + AllowedTimes * (bytes.Length + target.Beside) ? $"took {allocated} bytes of memory for {bytes.Length + target.Beside}" : null;
            (most, longest) = (Math.Max(most, allocated), Math.Max(longest, seconds));
            if (failure is not null)
            {
                failures.Add($"{target.Name}, input {i}: {failure}");
                keep?.Invoke(bytes);
            }
        }

        return new(inputs, refused, most, longest, failures);
    }

    static string? Try(FuzzTarget target, ref long refused)
    {
        try
        {
            target.Load();
            return null;
        }
        catch (InvalidDataException exception)
        {
            refused++;
            return exception.Message.AsSpan().IndexOfAny('\n', '\r') < 0 ? null : $"said it in several lines: {exception.Message}";
        }
        catch (Exception exception)
        {
            return $"{exception.GetType().Name}: {exception.Message} {exception.StackTrace}";
        }
    }
}
