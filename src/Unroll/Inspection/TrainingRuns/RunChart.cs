using System.Globalization;
using Unroll.Training;
using Unroll.Training.Probes;

namespace Unroll.Inspection.TrainingRuns;

/// <summary>Charts of a run.</summary>
public static class RunChart
{
    // What lies below is drawn here: nobody tells 1e-12 from 1e-20.
    const double Bottom = 1e-12;
    const int MostMarkers = 24;

    /// <summary>How much of a gradient is left at growing distances, a line for each layer and direction; null where no step was looked into.</summary>
    /// <param name="run">The run.</param>
    public static LineChart? Reach(RunInspection run)
    {
        LevelSummary[] levels = [.. run.Levels.Where(level => level.Longest > 0)];
        if (levels.Length == 0)
        {
            return null;
        }

        double[] ratios = [.. levels.SelectMany(level => level.Reach).Select(reach => Drawn(reach.Ratio)).Append(1)];
        int low = (int)Math.Floor(Math.Log10(ratios.Min())), high = Math.Max(low + 1, (int)Math.Ceiling(Math.Log10(ratios.Max())));
        ChartAxis left = new("Gradient left", [.. Enumerable.Range(low, high - low + 1).Select(power => (Math.Pow(10, power), string.Create(CultureInfo.InvariantCulture, $"1e{power}")))], IsLogarithmic: true);
        return new("How far gradients reach back", ChartAxis.Around("Distance in tokens", [0, levels.Max(level => level.Longest)], Whole), left,
            [.. levels.Select(level => new ChartSeries(level.Name, [.. Some(level.Reach).Select(reach => Point(reach.Distance, Drawn(reach.Ratio)))]))]);
    }

    /// <summary>Training and validation loss, epoch by epoch.</summary>
    /// <param name="history">One epoch or more.</param>
    public static LineChart Loss(IReadOnlyList<EpochRecord> history) => OfEpochs("Loss", "nats", history,
        ("training", epoch => epoch.Loss), ("validation", epoch => epoch.ValidationLoss));

    /// <summary>Training accuracy and the validation metric, epoch by epoch; null where neither is known.</summary>
    /// <param name="history">One epoch or more.</param>
    /// <param name="metric">What the validation measures: "accuracy".</param>
    public static LineChart? Metric(IReadOnlyList<EpochRecord> history, string metric) => history.Any(epoch => epoch.Metric is not null || epoch.Accuracy is not null)
        ? OfEpochs("Validation", metric, history, ("training", epoch => epoch.Accuracy), ("validation", epoch => epoch.Metric))
        : null;

    static LineChart OfEpochs(string title, string unit, IReadOnlyList<EpochRecord> history, params IReadOnlyList<(string Name, Func<EpochRecord, double?> Value)> lines)
    {
        ChartSeries[] series = [.. lines.Select(line => new ChartSeries(line.Name,
            [.. history.Where(epoch => line.Value(epoch) is { } value && double.IsFinite(value)).Select(epoch => Point(epoch.Epoch, line.Value(epoch)!.Value))]))
            .Where(line => line.Points.Count > 0)];
        IEnumerable<double> values = series.SelectMany(line => line.Points).Select(point => point.Y).DefaultIfEmpty();
        return new(title, Epochs(history), ChartAxis.Around(unit, values, value => value.ToString("0.####", CultureInfo.InvariantCulture)), series);
    }

    static ChartAxis Epochs(IReadOnlyList<EpochRecord> history)
    {
        const int most = 10;
        int last = Math.Max(2, history[^1].Epoch), step = (last + most - 1) / most;
        return new("Epoch", [.. Enumerable.Range(0, (last - 1 + step - 1) / step + 1).Select(i => ((double)(1 + i * step), Whole(1 + i * step)))]);
    }

    static IEnumerable<GradientReach> Some(IReadOnlyList<GradientReach> reach)
    {
        int step = (reach.Count + MostMarkers - 1) / MostMarkers;
        return reach.Where((_, i) => i % step == 0 || i == reach.Count - 1);
    }

    static double Drawn(double ratio) => Math.Max(Bottom, double.IsFinite(ratio) ? ratio : Bottom);

    static ChartPoint Point(double x, double y) => new(x, y, y, y);

    static string Whole(double value) => value.ToString("0", CultureInfo.InvariantCulture);
}
