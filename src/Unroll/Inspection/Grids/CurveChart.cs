using System.Globalization;

namespace Unroll.Inspection.Grids;

/// <summary>Scores against training samples, a line for each network.</summary>
public static class CurveChart
{
    /// <summary>The chart of what an experiment found. A point whose score is not a number is left out.</summary>
    /// <param name="result">What it found.</param>
    public static LineChart Of(ExperimentResult result) => new(
        result.Title,
        ChartAxis.Around("Training samples", [0, .. Points(result).Select(point => (double)point.Samples)], samples => string.Create(CultureInfo.InvariantCulture, $"{samples:#,0}")),
        result.Scale == ScoreScale.Share
            ? new(Capital(result.ScoreName), [.. Enumerable.Range(0, 6).Select(fifth => (fifth / 5.0, string.Create(CultureInfo.InvariantCulture, $"{20 * fifth} %")))])
            : ChartAxis.Around(Capital(result.ScoreName), [0, .. Points(result).Select(point => point.Score)], bits => string.Create(CultureInfo.InvariantCulture, $"{bits:0.#}")),
        [.. result.Curves.Select(curve => new ChartSeries(curve.Name, [.. curve.Points.Where(Finite).Select(point => new ChartPoint(point.Samples, point.Score, point.Score, point.Score))]))]);

    static IEnumerable<CurvePoint> Points(ExperimentResult result) => result.Curves.SelectMany(curve => curve.Points).Where(Finite);

    static bool Finite(CurvePoint point) => double.IsFinite(point.Score);

    static string Capital(string text) => $"{char.ToUpperInvariant(text[0])}{text[1..]}";
}
