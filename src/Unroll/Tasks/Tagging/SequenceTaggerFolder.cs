using System.Text.Json.Serialization;
using Unroll.Layers;
using Unroll.Text;

namespace Unroll.Tasks.Tagging;

/// <summary>A tagger on disk.</summary>
static class SequenceTaggerFolder
{
    internal const string Task = "tag";

    const string Characters = "characters.txt";

    internal static void Save(SequenceTagger tagger, string folder, TaggingReport? metrics)
    {
        ModelFolder.Save(
            folder, Task, new(tagger.Tags, tagger.Scheme, tagger.Options with { Threads = null, InspectEverySteps = null }), SequenceTaggerJson.Default.SequenceTaggerConfiguration,
            new ModelFiles().Add(tagger.Encoder.Words).Add(tagger.Encoder.Characters, Characters), tagger.Network, tagger.Training);
        if (metrics is not null)
        {
            ModelFolder.SaveMetrics(folder, metrics, SequenceTaggerJson.Default.TaggingReport);
        }
    }

    internal static SequenceTagger Load(string folder, int? threads)
    {
        SequenceTaggerConfiguration configuration = ModelFolder.Open(
            folder, Task, SequenceTaggerJson.Default.SequenceTaggerConfiguration,
            read => read is { Tags.Count: >= 2, Options: not null } && read.Tags.All(tag => tag is not null), ModelFiles.Words, Characters);
        Vocabulary words = Vocabulary.Load(Path.Combine(folder, ModelFiles.Words)), characters = Vocabulary.Load(Path.Combine(folder, Characters));
        SequenceTaggerOptions options = configuration.Options with { Threads = threads, InspectEverySteps = null };
        double inputs = (double)options.EmbeddingSize + 2.0 * options.CharacterHiddenSize;
        ModelFolder.RequireWeights(folder,
            (double)words.Count * options.EmbeddingSize + (double)characters.Count * options.CharacterSize
            + (double)options.CharacterHiddenSize * ((double)options.CharacterHiddenSize + options.CharacterSize)
            + options.Cell.FewestWeights(inputs, options.HiddenSize, options.Layers));
        SequenceTagger tagger = new(options, configuration.Tags, configuration.Scheme, new(words, characters, options.LowerCase), ModelFolder.WeightsToCome(options.Seed));
        ModelFolder.LoadWeights(folder, tagger.Network);
        return tagger;
    }
}

/// <summary>What a tagger's config.json holds.</summary>
/// <param name="Tags">The tags, in the order of the scores.</param>
/// <param name="Scheme">The rules that answers keep.</param>
/// <param name="Options">The network and its training.</param>
sealed record SequenceTaggerConfiguration(IReadOnlyList<string> Tags, TagScheme Scheme, SequenceTaggerOptions Options) : ModelConfiguration;

[JsonSourceGenerationOptions(WriteIndented = true, UseStringEnumConverter = true, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(SequenceTaggerConfiguration))]
[JsonSerializable(typeof(TaggingReport))]
sealed partial class SequenceTaggerJson : JsonSerializerContext;
