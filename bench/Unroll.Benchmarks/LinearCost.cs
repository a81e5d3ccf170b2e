using System.Globalization;
using ScottPlot;
using Unroll.Layers;

namespace Unroll.Benchmarks;

/// <summary>The cost of a training step against the number of tokens and against the hidden size, as figures and as plots.</summary>
static class LinearCost
{
    public static void Run()
    {
        // A batch-stream: ever longer batches of 32 sequences through one layer.
        int[] lengths = [32, 128, 512, 2048, 8192, 32768];
        (double Size, double Milliseconds)[] byTokens = [.. lengths.Select(length => Cost(
            new("tokens", "", CellKind.Lstm, 32, 32, [.. Enumerable.Repeat(length, 32)]), 32.0 * length))];
        Report("tokens", byTokens, power: 1);
        Plot("tokens in a batch", byTokens, power: 1, "linear-in-tokens.svg");

        int[] sizes = [64, 128, 256, 512, 1024];
        (double Size, double Milliseconds)[] byHidden = [.. sizes.Select(size => Cost(
            new("hidden", "", CellKind.Lstm, size, size, [.. Enumerable.Repeat(16, 64)]), size))];
        Report("hidden size", byHidden, power: 2);
        Plot("hidden size", byHidden, power: 2, "square-in-hidden-size.svg");
    }

    static (double, double) Cost(Workload workload, double size)
    {
        using UnrollSide side = new(workload, threads: 1);
        Contest contest = new(workload, Pass.Train, threads: 1, peakGflops: 1, pairs: 5, TimeSpan.FromSeconds(0.1));
        return (size, contest.Run(side, peer: null).Milliseconds);
    }

    static void Report(string what, (double Size, double Milliseconds)[] points, int power)
    {
        foreach ((double size, double milliseconds) in points)
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{what} {size:N0}: {milliseconds:G4} ms, {milliseconds * 1e6 / Math.Pow(size, power):G4} ns for each{(power == 2 ? " square" : "")}"));
        }
        double[] cost = [.. points.Select(point => point.Milliseconds / Math.Pow(point.Size, power))];
        Gates.Report($"{what}, dearest largest size over cheapest, per unit", cost[^1] / cost.Min(), 1.25, atLeast: false);
    }

    static void Plot(string axis, (double Size, double Milliseconds)[] points, int power, string file)
    {
        double[] x = [.. points.Select(point => Math.Log10(point.Size))], y = [.. points.Select(point => Math.Log10(point.Milliseconds))];
        Plot plot = new();
        ScottPlot.Plottables.Scatter measured = plot.Add.Scatter(x, y);
        measured.LegendText = "measured";
        // Through the last point: what exact proportionality would be.
        ScottPlot.Plottables.Scatter ideal = plot.Add.Scatter(x, x.Select(value => y[^1] + power * (value - x[^1])).ToArray());
        (ideal.LegendText, ideal.MarkerSize, ideal.LinePattern) = (power == 1 ? "proportional" : "proportional to the square", 0, LinePattern.Dashed);
        ScottPlot.TickGenerators.NumericAutomatic ticks = new() { LabelFormatter = value => Math.Pow(10, value).ToString("G3", CultureInfo.InvariantCulture) };
        plot.Axes.Bottom.TickGenerator = ticks;
        plot.Axes.Left.TickGenerator = new ScottPlot.TickGenerators.NumericAutomatic { LabelFormatter = ticks.LabelFormatter };
        plot.XLabel(axis);
        plot.YLabel("ms a training step");
        plot.ShowLegend(Alignment.UpperLeft);
        plot.SaveSvg(file, 640, 420);
        Console.WriteLine($"plotted: {Path.GetFullPath(file)}");
    }
}
