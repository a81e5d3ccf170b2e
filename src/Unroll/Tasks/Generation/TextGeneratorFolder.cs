using System.Text.Json.Serialization;
using Unroll.Text;

namespace Unroll.Tasks.Generation;

/// <summary>A generator on disk.</summary>
static class TextGeneratorFolder
{
    internal const string Task = "generate";

    internal static void Save(TextGenerator generator, string folder, LanguageReport? metrics)
    {
        TextCoder coder = generator.Coder;
        ModelFolder.Save(
            folder, Task, new(coder.Tokenizer.Description, generator.Options with { Threads = null, InspectEverySteps = null }), TextGeneratorJson.Default.TextGeneratorConfiguration,
            new ModelFiles().Add(coder.Vocabulary).Add(coder.Tokenizer), generator.Network, generator.Training);
        if (metrics is not null)
        {
            ModelFolder.SaveMetrics(folder, metrics, TextGeneratorJson.Default.LanguageReport);
        }
    }

    internal static TextGenerator Load(string folder, int? threads)
    {
        TextGeneratorConfiguration configuration = ModelFolder.Open(
            folder, Task, TextGeneratorJson.Default.TextGeneratorConfiguration, read => read is { Options: not null, Tokenizer: not null }, ModelFiles.Words);
        Vocabulary vocabulary = Vocabulary.Load(Path.Combine(folder, ModelFiles.Words));
        TextGeneratorOptions options = configuration.Options with { Threads = threads, InspectEverySteps = null };
        ModelFolder.RequireWeights(folder, Math.Max((double)vocabulary.Count * options.EmbeddingSize,
            options.Layers == 1 && options.TiesWeights ? (double)options.EmbeddingSize * options.EmbeddingSize
                : (double)options.HiddenSize * options.EmbeddingSize + (double)Math.Max(1, options.Layers - 1) * options.HiddenSize * options.HiddenSize));
        TextGenerator generator = new(options, new(Tokenizer.Create(configuration.Tokenizer, folder), vocabulary), ModelFolder.WeightsToCome(options.Seed));
        ModelFolder.LoadWeights(folder, generator.Network);
        return generator;
    }
}

/// <summary>What a generator's config.json holds.</summary>
/// <param name="Tokenizer">How texts are cut.</param>
/// <param name="Options">The network and its training.</param>
sealed record TextGeneratorConfiguration(TokenizerDescription Tokenizer, TextGeneratorOptions Options) : ModelConfiguration;

[JsonSourceGenerationOptions(WriteIndented = true, UseStringEnumConverter = true, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(TextGeneratorConfiguration))]
[JsonSerializable(typeof(LanguageReport))]
sealed partial class TextGeneratorJson : JsonSerializerContext;
