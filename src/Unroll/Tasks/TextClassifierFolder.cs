using System.Text.Json.Serialization;
using Unroll.Layers;
using Unroll.Text;

namespace Unroll.Tasks;

/// <summary>A classifier on disk.</summary>
static class TextClassifierFolder
{
    internal const string Task = "classify";

    internal static void Save(TextClassifier classifier, string folder, ClassificationReport? metrics)
    {
        TextEncoder encoder = classifier.Encoder;
        ModelFolder.Save(
            folder, Task, new(classifier.Labels, encoder.Tokenizer.Description, classifier.Options with { Threads = null, InspectEverySteps = null }), TextClassifierJson.Default.TextClassifierConfiguration,
            new ModelFiles().Add(encoder.Vocabulary).Add(encoder.Tokenizer), classifier.Network, classifier.Training);
        if (metrics is not null)
        {
            ModelFolder.SaveMetrics(folder, metrics, TextClassifierJson.Default.ClassificationReport);
        }
    }

    internal static TextClassifier Load(string folder, int? threads)
    {
        TextClassifierConfiguration configuration = ModelFolder.Open(
            folder, Task, TextClassifierJson.Default.TextClassifierConfiguration,
            read => read is { Labels.Count: >= 2, Options: not null, Tokenizer: not null }, ModelFiles.Words);
        Vocabulary vocabulary = Vocabulary.Load(Path.Combine(folder, ModelFiles.Words));
        TextClassifierOptions options = configuration.Options with { Threads = threads, InspectEverySteps = null };
        ModelFolder.RequireWeights(folder, Math.Max((double)vocabulary.Count * options.EmbeddingSize,
            options.Cell.FewestWeights(options.EmbeddingSize, options.HiddenSize, options.Layers)));
        TextEncoder encoder = new(Tokenizer.Create(configuration.Tokenizer, folder), vocabulary, options.MaximumTokens);
        TextClassifier classifier = new(options, configuration.Labels, encoder, ModelFolder.WeightsToCome(options.Seed));
        ModelFolder.LoadWeights(folder, classifier.Network);
        return classifier;
    }
}

/// <summary>What a classifier's config.json holds.</summary>
/// <param name="Labels">The classes, in the order of the outputs.</param>
/// <param name="Tokenizer">How texts are cut.</param>
/// <param name="Options">The network and its training.</param>
sealed record TextClassifierConfiguration(IReadOnlyList<string> Labels, TokenizerDescription Tokenizer, TextClassifierOptions Options) : ModelConfiguration;

[JsonSourceGenerationOptions(WriteIndented = true, UseStringEnumConverter = true, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(TextClassifierConfiguration))]
[JsonSerializable(typeof(ClassificationReport))]
sealed partial class TextClassifierJson : JsonSerializerContext;
