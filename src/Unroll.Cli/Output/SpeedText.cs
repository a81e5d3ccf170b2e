using System.Globalization;
using Unroll.Inspection;

namespace Unroll.Cli.Output;

/// <summary>What a machine can do, for a person or a program.</summary>
static class SpeedText
{
    internal static void Print(Page page, MachineSpeed speed)
    {
        page.PrintFacts(
        [
            ("multiply-adds", Invariant($"{speed.PeakGflops:0} GFLOP/s"), $"{Figures.Counted(speed.Threads, "thread")}, {speed.Kernels}"),
            ("reading memory", Invariant($"{speed.ReadGigabytes:0.0} GB/s"), "far beyond the caches"),
        ]);
        page.Heading("Layers, batches of 32 sequences of 32 tokens");
        page.PrintNumbers(words: 2, ["layer", "pass", "threads", "ms a step", "tokens/s", "of peak"], speed.Workloads.Select(line =>
            (IReadOnlyList<string>)
            [
                line.Name, PassOf(line), Figures.Count(line.Threads), Invariant($"{line.Milliseconds:0.00}"), Figures.Short(line.TokensPerSecond),
                Invariant($"{100 * line.ShareOfPeak:0} %"),
            ]));
    }

    internal static void PrintJson(MachineSpeed speed) => JsonText.Print(json =>
    {
        json.Number("peakGflops", speed.PeakGflops);
        json.Number("readGigabytes", speed.ReadGigabytes);
        json.WriteString("kernels", speed.Kernels);
        json.WriteStartArray("workloads");
        foreach (WorkloadSpeed line in speed.Workloads)
        {
            json.WriteStartObject();
            json.WriteString("name", line.Name);
            json.WriteString("pass", PassOf(line));
            json.WriteNumber("threads", line.Threads);
            json.Number("milliseconds", line.Milliseconds);
            json.Number("tokensPerSecond", line.TokensPerSecond);
            json.Number("shareOfPeak", line.ShareOfPeak);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    });

    static string PassOf(WorkloadSpeed line) => line.Pass.ToString().ToLowerInvariant();

    static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
