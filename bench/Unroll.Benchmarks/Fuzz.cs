using System.Diagnostics;
using System.Globalization;
using Unroll.Tensors;
using Unroll.Tests.Fuzzing;

namespace Unroll.Benchmarks;

/// <summary>Gives every loader a great many damaged files; the loaders and the damage are the tests' own.</summary>
static class Fuzz
{
    const long DefaultInputs = 1_000_000;
    const int Failed = 1;

    /// <param name="arguments">How many files in all, and the seed; a million and 1 when not given.</param>
    public static int Run(IReadOnlyList<string> arguments)
    {
        long inputs = arguments.Count > 0 ? long.Parse(arguments[0], CultureInfo.InvariantCulture) : DefaultInputs;
        ulong seed = arguments.Count > 1 ? ulong.Parse(arguments[1], CultureInfo.InvariantCulture) : 1;
        DirectoryInfo folder = Directory.CreateTempSubdirectory("unroll-fuzz-");
        IReadOnlyList<FuzzTarget> targets = FuzzTargets.All(folder.FullName);
        int kept = 0;
        Console.WriteLine($"{inputs} damaged files, seed {seed}; at most {FuzzRun.AllowedBytes} bytes of memory and {FuzzRun.AllowedTimes} for each byte read");
        foreach (FuzzTarget target in targets)
        {
            long start = Stopwatch.GetTimestamp();
            FuzzResult result = FuzzRun.Run(target, inputs / targets.Count, new RandomSource(seed).Stream(target.Name), bytes =>
                File.WriteAllBytes(Path.Combine(folder.FullName, $"failure-{kept++}"), bytes));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{target.Name}: {result.Inputs} files, {result.Refused} refused, at most {result.MostAllocated} bytes and {result.LongestSeconds:0.00} s, {result.Failures.Count} failures, {Stopwatch.GetElapsedTime(start).TotalSeconds:0} s"));
            foreach (string failure in result.Failures)
                Console.WriteLine($"  {failure}");
        }
        if (kept > 0)
        {
            Console.WriteLine($"The files that did it are {folder.FullName}/failure-*.");
            return Failed;
        }
        folder.Delete(recursive: true);
        return 0;
    }
}
