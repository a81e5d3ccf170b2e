using System.Globalization;
using System.Text.Json;
using Unroll.Tasks;

namespace Unroll.Studio.Pages.Models;

/// <summary>What the files beside a model's weights say of it. They may be of another version or damaged: what is not understood is left out.</summary>
static class ModelFacts
{
    const int LargestFile = 1 << 22;

    // In the order of how much they say; names as in metrics.json.
    static readonly (string Property, string Name, Func<double, string> Shown)[] Known =
    [
        ("accuracy", "accuracy", Percent), ("macroF1", "macro F1", Three), ("perplexity", "perplexity", Two), ("bitsPerCharacter", "bits a character", Three),
        ("bleu", "BLEU", One), ("chrF", "chrF", One), ("bleu4", "BLEU-4", One), ("cider", "CIDEr", Three), ("exactMatch", "exact", Percent), ("loss", "loss", Three),
    ];

    /// <summary>What was measured.</summary>
    internal static IReadOnlyList<Figure> Figures(string folder) => Read(Path.Combine(folder, "metrics.json"), root =>
    {
        List<Figure> figures = [];
        foreach ((string property, string name, Func<double, string> shown) in Known)
        {
            if (figures.Count < 3 && root.TryGetProperty(property, out JsonElement value) && value.ValueKind == JsonValueKind.Number)
            {
                figures.Add(new(name, shown(value.GetDouble())));
            }
        }

        return figures;
    }) ?? [];

    /// <summary>Cell and sizes in words.</summary>
    internal static string Network(string folder) => Options(folder, options =>
    {
        List<string> words = [];
        if (Text(options, "cell") is { } cell) words.Add(JsonNamingPolicy.KebabCaseLower.ConvertName(cell));
        if (Number(options, "hiddenSize") is { } hidden) words.Add($"{hidden} units");
        if (Number(options, "layers") is { } layers and > 1) words.Add($"{layers} layers");
        if (options.TryGetProperty("bidirectional", out JsonElement both) && both.ValueKind == JsonValueKind.True) words.Add("both directions");
        return string.Join(", ", words);
    }) ?? "";

    /// <summary>What a model learned from, in the words of the command line; null where that was not kept.</summary>
    internal static string? LearnedFrom(string folder) => Read(ModelFolder.ResultsPathIn(folder), root => Text(root, "data"));

    /// <summary>What said which epoch was the best, where there was a choice; null where not.</summary>
    internal static string? Selection(string folder) => Options(folder, options => Text(options, "selection"));

    /// <summary>What the settings of a model say; null where there are none.</summary>
    internal static T? Options<T>(string folder, Func<JsonElement, T?> what) where T : class => Read(Path.Combine(folder, "config.json"), root =>
        root.TryGetProperty("options", out JsonElement options) && options.ValueKind == JsonValueKind.Object ? what(options) : null);

    static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>A whole number; null where there is none of the name.</summary>
    internal static long? Number(JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out long number) ? number : null;

    static T? Read<T>(string path, Func<JsonElement, T?> what) where T : class
    {
        try
        {
            FileInfo file = new(path);
            if (!file.Exists || file.Length > LargestFile) return null;
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path));
            return document.RootElement.ValueKind == JsonValueKind.Object ? what(document.RootElement) : null;
        }
        catch (Exception exception) when (exception is JsonException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{100 * share:0.0} %");

    static string One(double value) => value.ToString("0.0", CultureInfo.InvariantCulture);

    static string Two(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);

    static string Three(double value) => value.ToString("0.000", CultureInfo.InvariantCulture);
}
