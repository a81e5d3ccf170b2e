using System.Globalization;
using Unroll.Layers;

namespace Unroll.Inspection.Tournaments;

/// <summary>Accuracy against what it costs, a point for each cell with its 95 % interval.</summary>
public static class TournamentCharts
{
    /// <summary>Accuracy against the time of training.</summary>
    /// <param name="standings">One or more.</param>
    public static LineChart AgainstTime(IReadOnlyList<TournamentStanding> standings) =>
        Of("Accuracy against time", "Training time in seconds", standings, standing => standing.Seconds, seconds => string.Create(CultureInfo.InvariantCulture, $"{seconds:0.##}"));

    /// <summary>Accuracy against the number of parameters.</summary>
    /// <param name="standings">One or more.</param>
    public static LineChart AgainstParameters(IReadOnlyList<TournamentStanding> standings) =>
        Of("Accuracy against parameters", "Parameters in thousands", standings, standing => standing.Parameters / 1e3, thousands => string.Create(CultureInfo.InvariantCulture, $"{thousands:#,0.##}"));

    static LineChart Of(string title, string across, IReadOnlyList<TournamentStanding> standings, Func<TournamentStanding, double> cost, Func<double, string> label)
    {
        ChartPoint[] points = [.. standings.Select(standing => new ChartPoint(
            cost(standing), standing.Accuracy, standing.Interval?.Low ?? standing.Accuracy, standing.Interval?.High ?? standing.Accuracy))];
        int seeds = standings[0].Runs.Count;
        return new(seeds == 1 ? $"{title}, one seed" : $"{title}, {seeds} seeds, 95 % intervals",
            ChartAxis.Around(across, points.Select(point => point.X), label),
            ChartAxis.Around("Accuracy", points.SelectMany(point => new[] { point.Low, point.High }), share => string.Create(CultureInfo.InvariantCulture, $"{100 * share:0.##} %")),
            [.. standings.Select((standing, i) => new ChartSeries(standing.Cell.Word(), [points[i]]))]);
    }
}
