using System.Globalization;
using Unroll.Layers;

namespace Unroll.Inspection.Memory;

/// <summary>Accuracy against distance, a line for each cell.</summary>
public static class MemoryChart
{
    /// <summary>The chart of a lab's outcomes; its intervals reach from the worst to the best network.</summary>
    /// <param name="options">What was tried.</param>
    /// <param name="outcomes">What came out, one or more.</param>
    public static LineChart Of(MemoryLabOptions options, IReadOnlyList<MemoryOutcome> outcomes)
    {
        (double, string)[] percents = [.. Enumerable.Range(0, 6).Select(fifth => (fifth / 5.0, string.Create(CultureInfo.InvariantCulture, $"{20 * fifth} %")))];
        int[] distances = [.. options.Distances.Distinct().Order()];
        if (distances.Length == 1)
        {
            // An axis has two ends.
            distances = [distances[0], 2 * distances[0]];
        }

        double chance = MemoryProblem.Create(options.Problem).Chance;
        return new(string.Create(CultureInfo.InvariantCulture, $"How far back each cell can look: {Word(options.Problem)} (guessing: {100 * chance:0} %)"),
            new("Distance in tokens", [.. distances.Select(distance => ((double)distance, distance.ToString(CultureInfo.InvariantCulture)))], IsLogarithmic: true),
            new("Right answers", percents),
            [.. options.Cells.Distinct().Select(cell => new ChartSeries(cell.Word(), [.. outcomes.Where(outcome => outcome.Cell == cell)
                .GroupBy(outcome => outcome.Distance).OrderBy(group => group.Key).Select(Point)]))]);
    }

    /// <summary>The name a user writes, such as <c>temporal-order</c>.</summary>
    public static string Word(MemoryProblemKind problem) => System.Text.Json.JsonNamingPolicy.KebabCaseLower.ConvertName(problem.ToString());

    static ChartPoint Point(IGrouping<int, MemoryOutcome> group) =>
        new(group.Key, group.Average(outcome => outcome.Accuracy), group.Min(outcome => outcome.Accuracy), group.Max(outcome => outcome.Accuracy));
}
