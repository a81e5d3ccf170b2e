using System.CommandLine;
using Unroll.Cli.Output;
using Unroll.Cli.Runs;
using Unroll.Inspection;

namespace Unroll.Cli.Commands;

/// <summary>Measures this machine: what it can do, and how much of that recurrent layers reach.</summary>
sealed class BenchCommand : ToolCommand
{
    readonly Option<int?> threads = SharedOptions.Whole("--threads", "COUNT", "Threads to measure beside one alone. [default: all cores]", least: 1, most: 1024);
    readonly Option<bool> json = SharedOptions.Json("peakGflops and workloads, each with name, pass, threads, milliseconds, tokensPerSecond, shareOfPeak");

    internal BenchCommand() : base("bench", "Measure how fast this machine trains and uses recurrent layers; half a minute.",
        "unroll bench",
        "unroll bench --threads 1 --json")
    {
        Add(threads);
        Add(json);
        SetAction(Run);
    }

    int Run(ParseResult parse)
    {
        using Interruption interruption = new();
        MachineBenchmark benchmark = new(parse.GetValue(threads));
        MachineSpeed speed;
        using (Waiting waiting = new("Measuring for half a minute; other programs at work make the figures smaller."))
        {
            speed = benchmark.Run(cancellationToken: interruption.Token);
        }
        if (parse.GetValue(json)) SpeedText.PrintJson(speed);
        else SpeedText.Print(Page.Results, speed);
        return ExitCode.Done;
    }
}
