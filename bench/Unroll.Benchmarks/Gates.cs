using System.Diagnostics;
using System.Globalization;
using Unroll.Kernels;
using Unroll.Layers;

namespace Unroll.Benchmarks;

/// <summary>What must hold on any machine, without a peer: shares of its own peak, threads, memory, linear cost, other programs at work.</summary>
static class Gates
{
    static readonly (string Name, Action Run)[] All =
    [
        ("microkernel", MicroKernels),
        ("peak", ShareOfPeak),
        ("allocations", Allocations),
        ("linear", LinearCost.Run),
        ("oversubscribed", Oversubscribed),
    ];

    /// <param name="names">Which gates; empty for all.</param>
    public static int Run(IReadOnlyList<string> names)
    {
        Console.WriteLine($"{Machine.Processor}, {InstructionSet.Best}, {Machine.Runtime}");
        foreach ((string name, Action run) in All)
        {
            if (names.Count == 0 || names.Contains(name))
                run();
        }
        return 0;
    }

    /// <summary>Prints a figure beside what it should reach.</summary>
    internal static void Report(string what, double value, double wanted, bool atLeast, string format = "0.00") => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{what}: {value.ToString(format, CultureInfo.InvariantCulture)}, wanted {(atLeast ? "at least" : "at most")} {wanted.ToString(format, CultureInfo.InvariantCulture)}: {((atLeast ? value >= wanted : value <= wanted) ? "reached" : "MISSED")}"));

    static void MicroKernels()
    {
        double peak = Peak(1);
        int rows = InstructionSet.Best == KernelPath.Avx512 ? 11 : 6;
        Report($"micro-kernel, {rows} rows, of the multiply-add peak of {peak:0} GFLOP/s", MicroKernel.Gflops(rows, steps: 384) / peak, 0.95, atLeast: true);
    }

    static void ShareOfPeak()
    {
        foreach ((string name, double share) in new[] { ("W2", 0.80), ("W3", 0.84) })
        {
            Workload workload = Workload.All.Single(workload => workload.Name == name);
            Measurement one = Alone(workload, threads: 1), two = Alone(workload, threads: 2);
            Report($"{name} training, 1 thread, of peak", one.ShareOfPeak, InstructionSet.Best == KernelPath.Avx512 ? share : 0.80, atLeast: true);
            Report($"{name} training, 2 threads over 1", one.Milliseconds / two.Milliseconds, 1.8, atLeast: true);
        }
    }

    static void Allocations()
    {
        foreach (Workload workload in Workload.All.Where(workload => workload.Trains && workload.Name is "W1" or "W1L" or "W2" or "W8"))
        {
            using UnrollSide side = new(workload, threads: 2);
            for (int i = 0; i < 30; i++)
                side.Train(i);
            const int Steps = 20;
            long before = GC.GetTotalAllocatedBytes(precise: true);
            for (int i = 0; i < Steps; i++)
                side.Train(i);
            Report($"{workload.Name}, managed bytes a training step", (GC.GetTotalAllocatedBytes(precise: true) - before) / (double)Steps, 0, atLeast: false, "0");
        }
    }

    // Two processes that want both processors leave ours half of each: twice the time is its fair share.
    static void Oversubscribed()
    {
        Workload workload = Workload.All.Single(workload => workload.Name == "W1L");
        using UnrollSide side = new(workload, threads: Environment.ProcessorCount);
        double alone = Throughput(side);
        Process[] burners = [.. Enumerable.Range(0, Environment.ProcessorCount).Select(_ => Process.Start(Environment.ProcessPath!, Burn()))];
        Thread.Yield();
        double together = Throughput(side);
        foreach (Process burner in burners)
        {
            burner.Kill();
            burner.Dispose();
        }
        Report("W1L training beside a program that burns every processor, times slower", alone / together, 2.2, atLeast: false);
    }

    static string[] Burn() => Environment.ProcessPath!.EndsWith("dotnet", StringComparison.Ordinal)
        ? [typeof(Gates).Assembly.Location, "burn"]
        : ["burn"];

    /// <summary>Occupies one processor until it is killed.</summary>
    public static int BurnForever()
    {
        for (double x = 1; ; x = x * 0.999 + 0.001)
        {
            if (x < 0)
                return 1;
        }
    }

    // Steps a second over seconds: a turn's median would not see the steps during which the system ran somebody else.
    static double Throughput(UnrollSide side)
    {
        for (int i = 0; i < 500; i++)
            side.Train(i);
        long start = Stopwatch.GetTimestamp();
        int steps = 0;
        for (; Stopwatch.GetElapsedTime(start).TotalSeconds < 3; steps++)
            side.Train(steps);
        return steps / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    internal static Measurement Alone(Workload workload, int threads)
    {
        using UnrollSide side = new(workload, threads);
        return new Contest(workload, Pass.Train, threads, Peak(threads), pairs: 5, TimeSpan.FromSeconds(0.2)).Run(side, peer: null);
    }

    static double Peak(int threads) => MachineLimits.PeakGflops(ThreadTeam.OfSize(threads), TimeSpan.FromSeconds(0.3));
}
