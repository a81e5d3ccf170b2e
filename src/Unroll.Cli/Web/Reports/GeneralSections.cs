using System.Globalization;
using System.Text.Json;
using Unroll.Cli.Output;

namespace Unroll.Cli.Web.Reports;

/// <summary>What can be said of a run whatever its task: from what it kept, without its data.</summary>
static class GeneralSections
{
    static readonly string[] PartNames = ["training", "validation", "test"];

    /// <summary>The metric that matters most, beside what it is to be compared with.</summary>
    internal static IReadOnlyList<ReportPart> FirstMetric(KeptRun run) => Scores(Metrics(run)).Take(1).Select(first => new ReportText(
        $"{char.ToUpperInvariant(Names.InWords(first.Name)[0])}{Names.InWords(first.Name)[1..]} {Score(first.Name, first.Value)}{Scale(first.Name)} on the {run.Results.Get("measuredOn").AsText() ?? "held-out"} part"
        + $"{string.Concat(Models(run).Select(model => Beside(model, first.Name) is { Length: > 0 } beside ? $"; {Names.InWords(model.Name)} {beside}" : ""))}.")).ToArray();

    /// <summary>How the training ended.</summary>
    internal static IEnumerable<ReportPart> InShort(KeptRun run)
    {
        if (run.Training is not { History: [.., var last] history }) yield break;
        int? best = history.LastOrDefault(epoch => epoch.IsBest)?.Epoch;
        string kept = best is { } epoch && epoch < last.Epoch ? $"; the weights are those of epoch {epoch.ToString(CultureInfo.InvariantCulture)}, the best" : "";
        yield return new ReportText($"Trained for {Figures.Counted(last.Epoch, "epoch")}{kept}. The training loss went from {Figures.Nats(history[0].Loss)} to {Figures.Nats(last.Loss)} nats.");
    }

    /// <summary>Where the data came from and how much was held out.</summary>
    internal static IReadOnlyList<ReportPart> Data(KeptRun run)
    {
        List<ReportPart> parts = [];
        if (run.Request is { } request) parts.Add(new ReportText($"Learned from {string.Join(", ", request.Data.Sources)}."));
        if (Parts(run) is { } table) parts.Add(table);
        return parts;
    }

    /// <summary>Sizes of the parts, as they were in training; null where they were not kept.</summary>
    internal static ReportTable? Parts(KeptRun run)
    {
        JsonElement? parts = run.Results.Get("parts");
        return parts.Get("unit").AsText() is not { } unit ? null : new(1, ["part", unit],
            [.. PartNames.Where(name => parts.Get(name).AsCount() is not null).Select(name => (IReadOnlyList<string>)[name, Figures.Count(parts.Get(name).AsCount()!.Value)])]);
    }

    /// <summary>Every metric that was kept, with its interval and what it is to be compared with.</summary>
    internal static IReadOnlyList<ReportPart> Measured(KeptRun run)
    {
        JsonElement? metrics = Metrics(run), baselines = run.Results.Get("baselines");
        JsonProperty[] models = [.. Models(run)];
        List<ReportPart> parts = [];
        if (run.Results.Get("measuredOn").AsText() is { } part) parts.Add(new ReportText($"Measured on the {part} part, which the model had not seen."));
        List<IReadOnlyList<string>> rows = [.. Scores(metrics).Select(metric => (IReadOnlyList<string>)
            [$"{Names.InWords(metric.Name)}{Scale(metric.Name)}", Score(metric.Name, metric.Value), .. models.Select(model => Beside(model, metric.Name))])];
        if (metrics.Get("accuracyInterval").Items().Select(bound => ((JsonElement?)bound).AsNumber()).ToArray() is [{ } low, { } high])
        {
            rows.Add(["accuracy, 95 % interval", $"{Number(low)} to {Number(high)}", .. models.Select(_ => "")]);
        }
        if (rows.Count > 0) parts.Add(new ReportTable(1, ["metric", "this model", .. models.Select(model => Names.InWords(model.Name))], rows));
        if (Numbers(baselines).ToArray() is { Length: > 0 } plain)
        {
            parts.Add(new ReportTable(1, ["baseline", "value"], [.. plain.Select(baseline => (IReadOnlyList<string>)[Names.InWords(baseline.Name), Number(baseline.Value)])]));
        }
        foreach (JsonProperty list in metrics.Properties().Where(property => property.Value.ValueKind == JsonValueKind.Array)) parts.AddRange(Scores(list));
        return parts;
    }

    /// <summary>A list of objects, such as a score for each tag, as a table.</summary>
    static IEnumerable<ReportPart> Scores(JsonProperty list)
    {
        JsonElement[] items = [.. ((JsonElement?)list.Value).Items().Where(item => item.ValueKind == JsonValueKind.Object)];
        if (items.Length == 0) yield break;
        string[] names = [.. Numbers(items[0]).Select(number => number.Name)];
        yield return new ReportTable(1, [Names.InWords(list.Name), .. names.Select(Names.InWords)],
            [.. items.Select(item => (IReadOnlyList<string>)
            [
                ((JsonElement?)item).Properties().Select(property => ((JsonElement?)property.Value).AsText()).FirstOrDefault(text => text is not null) ?? "",
                .. names.Select(name => ((JsonElement?)item).Get(name).AsNumber() is { } value ? Number(value) : ""),
            ])]);
    }

    /// <summary>Models that the one of the run is to be compared with.</summary>
    static IEnumerable<JsonProperty> Models(KeptRun run) => run.Results.Get("baselines").Properties().Where(baseline => baseline.Value.ValueKind == JsonValueKind.Object);

    static string Beside(JsonProperty model, string metric) => ((JsonElement?)model.Value).Get(metric).AsNumber() is { } score ? Score(metric, score) : "";

    static JsonElement? Metrics(KeptRun run) => run.Results.Get("metrics") is { ValueKind: JsonValueKind.Object } kept ? kept : run.Metrics;

    static IEnumerable<(string Name, double Value)> Numbers(JsonElement? element) =>
        element.Properties().Where(property => ((JsonElement?)property.Value).AsNumber() is not null).Select(property => (property.Name, ((JsonElement?)property.Value).AsNumber()!.Value));

    // Files have BLEU by the length of its n-grams; papers lead with the longest.
    static IEnumerable<(string Name, double Value)> Scores(JsonElement? metrics) => Numbers(metrics).OrderByDescending(metric => metric.Name == "bleu4");

    static string Scale(string metric) => Names.EndOfScale(metric) is { } end ? $" (0 to {end})" : "";

    static string Score(string metric, double value) => Names.EndOfScale(metric) == Names.Points ? value.ToString("0.00", CultureInfo.InvariantCulture) : Number(value);

    static string Number(double value) => value == Math.Floor(value) && Math.Abs(value) < 1e15 ? Figures.Count((long)value) : value.ToString("0.####", CultureInfo.InvariantCulture);
}
