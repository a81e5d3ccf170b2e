using Unroll.Inspection;
using Unroll.Kernels;

namespace Unroll.Tests.Inspection;

public sealed class MachineBenchmarkTests
{
    [Fact]
    public void Every_cell_and_size_has_a_line_for_each_pass_and_number_of_threads()
    {
        Assert.SkipWhen(InstructionSet.Best == KernelPath.Portable, "without vectors the largest layer takes seconds a step");
        List<WorkloadSpeed> told = [];
        MachineSpeed speed = new MachineBenchmark(threads: 2, turn: TimeSpan.FromMilliseconds(1)).Run(new Teller(told));
        string[] expected =
        [
            .. from cell in new[] { "lstm", "gru", "rnn" }
               from size in new[] { 32, 128, 512 }
               from threads in new[] { 1, 2 }
               from pass in new[] { "Train", "Infer" }
               select $"{cell}-{size} {threads} {pass}",
        ];
        Assert.Equal(expected, speed.Workloads.Select(line => $"{line.Name} {line.Threads} {line.Pass}"));
        Assert.Equal(speed.Workloads, told);
        Assert.Equal((InstructionSet.Best.ToString(), 2), (speed.Kernels, speed.Threads));
        Assert.True(speed.PeakGflops > 0 && speed.ReadGigabytes > 0, $"{speed}");
        // Tokens of a step in its time. How long that is depends on what else the machine does, so no speed is expected.
        Assert.All(speed.Workloads, line => Assert.Equal(32 * 32 / (line.Milliseconds / 1e3), line.TokensPerSecond, tolerance: 1e-6 * line.TokensPerSecond));
        // A share of the peak, times the peak and the time, is the arithmetic of the step.
        Assert.All(speed.Workloads.Where(line => line is { Name: "lstm-128", Threads: 2, Pass: BenchmarkPass.Infer }), line =>
            Assert.Equal(2.0 * 32 * 32 * 4 * 128 * (128 + 128), line.ShareOfPeak * speed.PeakGflops * 1e9 * line.Milliseconds / 1e3, tolerance: 1));
    }

    [Fact]
    public void It_stops_between_two_lines_when_asked()
    {
        using CancellationTokenSource source = new();
        source.Cancel();
        MachineBenchmark benchmark = new(threads: 1, turn: TimeSpan.FromMilliseconds(1));
        Assert.Throws<OperationCanceledException>(() => benchmark.Run(cancellationToken: source.Token));
    }

    [Fact]
    public void No_threads_are_refused() => Assert.Throws<ArgumentOutOfRangeException>(() => new MachineBenchmark(threads: 0));

    sealed class Teller(List<WorkloadSpeed> lines) : IProgress<WorkloadSpeed>
    {
        public void Report(WorkloadSpeed value) => lines.Add(value);
    }
}
