using System.Security.Cryptography;
using System.Text.Json;
using Unroll.Cli.Output;
using Unroll.Cli.Runs;
using Unroll.Cli.Tasks.Classification;
using Unroll.Formats;
using Unroll.Inspection.TrainingRuns;

namespace Unroll.Cli.Web.Reports;

/// <summary>A report on a trained model: what the task has to say, and around it what every run has.</summary>
static class RunReport
{
    /// <summary>Writes the report.</summary>
    /// <param name="folder">The model.</param>
    /// <param name="task">What it does.</param>
    /// <param name="page">A file for the page; null: none.</param>
    /// <param name="markdown">A file for Markdown; null: none.</param>
    /// <exception cref="InvalidDataException">The model, or what it keeps of its run, is damaged.</exception>
    internal static void Write(string folder, string task, string? page, string? markdown)
    {
        Report report = Of(KeptRun.Read(folder, task));
        if (page is not null) ReportPage.Of(report).Write(page);
        if (markdown is null) return;
        AtomicFile.WriteText(markdown, ReportMarkdown.Of(report));
        Page.Remarks.Say($"The Markdown is in {markdown}.");
    }

    static Report Of(KeptRun run)
    {
        ClassificationSections? classification = run.Task == ClassificationTask.TaskName ? ClassificationSections.Of(run) : null;
        ReportSection[] sections =
        [
            new("In short", [.. Missing(run), .. classification?.InShort ?? GeneralSections.FirstMetric(run), .. GeneralSections.InShort(run)]),
            new("Data", classification?.Data ?? GeneralSections.Data(run)),
            new("Settings", Settings(run, classification?.Network)),
            new("Curves", run.Training is { } training ? TrainingParts.Curves(training, classification is null ? "share or score" : "accuracy") : []),
            new("Measured", classification?.Measured ?? GeneralSections.Measured(run)),
            new("Mistakes", classification?.Mistakes ?? []),
            new("Inside the training", run.Training is { } seen ? [new ReportFindings(TrainingParts.Findings(RunFindings.Of(seen))), .. TrainingParts.Inside(seen)] : []),
            new("Do it again", Command(run)),
        ];
        return new($"Report on {Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(run.Folder)))}", [.. sections.Where(section => section.Parts.Count > 0)]);
    }

    static IEnumerable<ReportPart> Missing(KeptRun run)
    {
        List<string> missing = [];
        if (run.Request is null) missing.Add("its data and its command");
        if (run.Results is null) missing.Add("the baselines beside it");
        if (run.Metrics is null && run.Results.Get("metrics") is not { ValueKind: JsonValueKind.Object }) missing.Add("its metrics");
        if (run.Training is null) missing.Add("its epochs");
        if (missing.Count == 0) yield break;
        yield return new ReportText(
            $"The folder of this model does not say {string.Join(", ", missing)}: it was trained by an older version, nothing was held out, or its weights came from elsewhere. "
            + $"A new training keeps all of it: {CommandName.Written("train", "--task", run.Task, "DATA", "-o", run.Folder)}");
    }

    static IReadOnlyList<ReportPart> Settings(KeptRun run, string? network)
    {
        ReportTable table = new(2, ["setting", "value"], [.. SettingRows(run)]);
        return network is null ? [table] : [new ReportText(network), table];
    }

    static IEnumerable<IReadOnlyList<string>> SettingRows(KeptRun run) =>
    [
        ["task", run.Task],
        .. ((JsonElement?)run.Configuration).Properties().SelectMany(part => SettingRows(part.Name == "options" ? "" : $"{Names.InWords(part.Name)}: ", part)),
    ];

    /// <summary>The numbers and words of an object and of the objects in it; checksums and lists are no settings.</summary>
    static IEnumerable<IReadOnlyList<string>> SettingRows(string prefix, JsonProperty part) => part.Name == "sha256" ? [] :
        ((JsonElement?)part.Value).Properties().SelectMany(setting => setting.Value.ValueKind switch
        {
            JsonValueKind.Object => SettingRows($"{prefix}{Names.InWords(setting.Name)}: ", setting),
            JsonValueKind.Null or JsonValueKind.Array => [],
            _ => [[$"{prefix}{Names.InWords(setting.Name)}", Value(setting.Value)]],
        });

    static string Value(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True => "yes",
        JsonValueKind.False => "no",
        JsonValueKind.String => value.GetString()!,
        // As it stands in the file: a seed has more digits than a float keeps.
        _ => value.GetRawText(),
    };

    static List<ReportPart> Command(KeptRun run)
    {
        List<ReportPart> parts = [];
        if (run.Request?.Command is { } command)
        {
            parts.Add(new ReportCode($"cd {CommandName.Quoted(command.Folder)}\n{CommandName.Written(command.Arguments)}"));
            parts.Add(new ReportText("The same version, data and seed give the same weights, to the last bit, whatever the number of threads.", IsRemark: true));
        }
        List<IReadOnlyList<string>> facts = [];
        if (run.Results.Get("version").AsText() is { } version) facts.Add(["version of unroll", version]);
        if (run.Results.Get("dataSha256").AsText() is { } data) facts.Add(["SHA-256 of the data", data]);
        using (FileStream weights = File.OpenRead(Path.Combine(run.Folder, "model.safetensors"))) facts.Add(["SHA-256 of model.safetensors", Convert.ToHexStringLower(SHA256.HashData(weights))]);
        if (run.Results.Get("seconds").AsNumber() is { } seconds and >= 0 and < 1e9) facts.Add(["time to train", Figures.Duration(TimeSpan.FromSeconds(seconds))]);
        parts.Add(new ReportTable(2, ["what", "value"], facts));
        return parts;
    }
}
