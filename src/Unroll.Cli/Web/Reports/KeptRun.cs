using System.Text.Json;
using Unroll.Cli.Runs;
using Unroll.Inspection.TrainingRuns;
using Unroll.Tasks;
using Unroll.Training;

namespace Unroll.Cli.Web.Reports;

/// <summary>What a model's folder says of the run that made it; nothing in it is taken on trust.</summary>
/// <param name="Folder">The model.</param>
/// <param name="Task">What it does.</param>
/// <param name="Configuration">What config.json says; an object.</param>
/// <param name="Request">What was asked for; null where it was not kept.</param>
/// <param name="Results">What came out: the object that train --json prints; null where it was not kept.</param>
/// <param name="Metrics">What metrics.json says; null where nothing was measured.</param>
/// <param name="Training">The epochs and what was seen inside; null where it was not kept.</param>
sealed record KeptRun(string Folder, string Task, JsonElement Configuration, TrainingRequest? Request, JsonElement? Results, JsonElement? Metrics, RunInspection? Training)
{
    // A confusion table of a thousand classes has some ten million characters.
    const long LargestFile = 1 << 26;

    const string Mend = "delete it, and the report does without it";

    /// <summary>Reads what is there.</summary>
    /// <exception cref="InvalidDataException">A file is damaged; one line that says which, and what to do.</exception>
    internal static KeptRun Read(string folder, string task)
    {
        JsonElement configuration = Object(Path.Combine(folder, "config.json"), "give the folder that training wrote")!.Value;
        return new(folder, task, configuration, RequestOf(folder, task),
            Object(ModelFolder.ResultsPathIn(folder)), Object(Path.Combine(folder, "metrics.json")),
            File.Exists(TrainingHistory.PathIn(folder)) ? RunInspection.Read(folder) : null);
    }

    static TrainingRequest? RequestOf(string folder, string task)
    {
        string path = ModelFolder.RequestPathIn(folder);
        if (!File.Exists(path)) return null;
        TrainingRequest request = TrainingRequest.Read(path, Mend);
        return request.Task == task ? request.Here(threads: null)
            : throw new InvalidDataException($"{path}: of a run with --task {request.Task}, but the model is for {task}; {Mend}.");
    }

    static JsonElement? Object(string path, string mend = Mend)
    {
        if (!File.Exists(path)) return null;
        try
        {
            if (new FileInfo(path).Length > LargestFile) throw new JsonException("it is too large");
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path));
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : throw new JsonException("it holds no object");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{path}: damaged ({e.Message.ReplaceLineEndings(" ")}); {mend}.", e);
        }
    }
}

/// <summary>Values of JSON that may hold anything.</summary>
static class JsonValues
{
    /// <summary>A property of an object; null where there is none, or what has it is none.</summary>
    internal static JsonElement? Get(this JsonElement? element, string name) =>
        element is { ValueKind: JsonValueKind.Object } found && found.TryGetProperty(name, out JsonElement value) ? value : null;

    internal static double? AsNumber(this JsonElement? element) =>
        element is { ValueKind: JsonValueKind.Number } found && found.TryGetDouble(out double value) && double.IsFinite(value) ? value : null;

    /// <summary>A whole number of 0 or more.</summary>
    internal static long? AsCount(this JsonElement? element) =>
        element is { ValueKind: JsonValueKind.Number } found && found.TryGetInt64(out long value) && value >= 0 ? value : null;

    internal static string? AsText(this JsonElement? element) => element is { ValueKind: JsonValueKind.String } found ? found.GetString() : null;

    /// <summary>The elements of an array; none where it is none.</summary>
    internal static IEnumerable<JsonElement> Items(this JsonElement? element) => element is { ValueKind: JsonValueKind.Array } found ? found.EnumerateArray() : [];

    /// <summary>The properties of an object; none where it is none.</summary>
    internal static IEnumerable<JsonProperty> Properties(this JsonElement? element) => element is { ValueKind: JsonValueKind.Object } found ? found.EnumerateObject() : [];
}
