using System.Text.Json.Serialization;
using Unroll.Layers;
using Unroll.Text;

namespace Unroll.Tasks.Captioning;

/// <summary>A captioner on disk.</summary>
static class CaptionerFolder
{
    internal const string Task = "caption";

    internal static void Save(Captioner captioner, string folder, CaptionReport? metrics)
    {
        ModelFiles files = new ModelFiles().Add(captioner.Words.Vocabulary);
        ModelFolder.Save(folder, Task, new(captioner.Options with { Threads = null, InspectEverySteps = null }), CaptionerJson.Default.CaptionerConfiguration, files, captioner.Network, captioner.Training);
        if (metrics is not null)
        {
            ModelFolder.SaveMetrics(folder, metrics, CaptionerJson.Default.CaptionReport);
        }
    }

    internal static Captioner Load(string folder, int? threads)
    {
        CaptionerConfiguration configuration = ModelFolder.Open(
            folder, Task, CaptionerJson.Default.CaptionerConfiguration, read => read is { Options: not null }, ModelFiles.Words);
        CaptionerOptions options = configuration.Options with { Threads = threads, InspectEverySteps = null };
        string path = Path.Combine(folder, ModelFiles.Words);
        Vocabulary vocabulary = Vocabulary.Load(path);
        if (vocabulary.Count <= CaptionWords.EndIndex || vocabulary[CaptionWords.EndIndex] != CaptionWords.End)
        {
            throw new InvalidDataException($"{path}: expected {CaptionWords.End} as entry {CaptionWords.EndIndex}; it is not a captioner's vocabulary.");
        }

        RequirePossible(folder, options, vocabulary.Count);
        Captioner captioner = new(options, new(vocabulary, options.MaximumWords));
        ModelFolder.LoadWeights(folder, captioner.Network);
        return captioner;
    }

    static void RequirePossible(string folder, CaptionerOptions options, int vocabulary)
    {
        if (options.Grid is null && (options.Blocks > 20 || options.Side % (1 << options.Blocks) != 0))
        {
            throw new InvalidDataException($"{folder}: config.json: pictures of {options.Side} pixels cannot be halved {options.Blocks} times; it is damaged.");
        }

        double hidden = options.HiddenSize, size = options.EmbeddingSize, features = options.Grid?.Features ?? options.Filters * Math.Pow(2, options.Blocks - 1);
        double cells = options.Grid is { } grid ? (double)grid.Rows * grid.Columns : Math.Pow(options.Side / Math.Pow(2, options.Blocks), 2);
        // Of the convolutions the first and the last: the others are smaller than the last.
        double convolutions = options.Grid is not null ? 0 : 9 * ((double)options.Channels * options.Filters + (options.Blocks > 1 ? features * features / 2 : 0));
        ModelFolder.RequireWeights(folder, vocabulary * size + options.Cell.FewestWeights(size + features, hidden, options.Layers) + features * cells + convolutions);
    }
}

/// <summary>What a captioner's config.json holds.</summary>
/// <param name="Options">The network and its training.</param>
sealed record CaptionerConfiguration(CaptionerOptions Options) : ModelConfiguration;

[JsonSourceGenerationOptions(WriteIndented = true, UseStringEnumConverter = true, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(CaptionerConfiguration))]
[JsonSerializable(typeof(CaptionReport))]
sealed partial class CaptionerJson : JsonSerializerContext;
