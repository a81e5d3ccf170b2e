using System.Text.Json;
using Unroll.Tasks;

namespace Unroll.Cli.Web.Reports;

/// <summary>How good a classifier was found when it was trained.</summary>
/// <param name="Part">What was measured: "test" or "validation"; null where it is not known.</param>
/// <param name="Report">Its answers.</param>
/// <param name="Majority">Share that always giving the most frequent answer gets right; null where it was not kept.</param>
/// <param name="BagOfWords">Share that naive Bayes gets right; null where it was not kept.</param>
sealed record StoredMeasurement(string? Part, ClassificationReport Report, double? Majority, double? BagOfWords)
{
    /// <summary>Texts that were measured.</summary>
    internal long Texts => Report.Classes.Sum(score => score.Support);

    /// <summary>What the run kept; of a run that kept nothing, what metrics.json says; null where nothing was measured.</summary>
    internal static StoredMeasurement? Of(KeptRun run)
    {
        JsonElement? kept = run.Results.Get("metrics");
        JsonElement? counts = kept is { ValueKind: JsonValueKind.Object } ? run.Results.Get("confusion").Get("counts") : run.Metrics.Get("confusion");
        if ((kept is { ValueKind: JsonValueKind.Object } ? kept : run.Metrics) is not { } metrics || Read(metrics, counts) is not { } report) return null;
        return new(run.Results.Get("measuredOn").AsText(), report, Share("majority"), Share("bagOfWords"));

        double? Share(string name) => run.Results.Get("baselines").Get(name).AsNumber() is >= 0 and <= 1 and var share ? share : null;
    }

    static ClassificationReport? Read(JsonElement? metrics, JsonElement? counts)
    {
        IReadOnlyList<ClassScore?> classes = [.. metrics.Get("classes").Items().Select(item => Score(item))];
        IReadOnlyList<IReadOnlyList<long?>> rows = [.. counts.Items().Select(row => (IReadOnlyList<long?>)[.. ((JsonElement?)row).Items().Select(count => ((JsonElement?)count).AsCount())])];
        bool isSquare = classes.Count > 0 && rows.Count == classes.Count && rows.All(row => row.Count == classes.Count && !row.Contains(null));
        return isSquare && !classes.Contains(null) && metrics.Get("accuracy").AsNumber() is { } accuracy && metrics.Get("macroF1").AsNumber() is { } macro
            ? new(accuracy, Bound(0), Bound(1), macro, metrics.Get("loss").AsNumber() ?? double.NaN, [.. classes.Select(score => score!)], [.. rows.Select(row => (IReadOnlyList<long>)[.. row.Select(count => count!.Value)])])
            : null;

        // The two files write the interval in two ways.
        double Bound(int end) => metrics.Get(end == 0 ? "accuracyLow" : "accuracyHigh").AsNumber()
            ?? metrics.Get("accuracyInterval").Items().Select(bound => ((JsonElement?)bound).AsNumber()).ElementAtOrDefault(end) ?? double.NaN;
    }

    static ClassScore? Score(JsonElement? item) =>
        item.Get("label").AsText() is { } label && item.Get("precision").AsNumber() is { } precision && item.Get("recall").AsNumber() is { } recall
            && item.Get("f1").AsNumber() is { } f1 && item.Get("support").AsCount() is { } support ? new(label, precision, recall, f1, support) : null;
}
