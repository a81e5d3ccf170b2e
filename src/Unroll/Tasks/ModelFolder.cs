using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Unroll.Formats;
using Unroll.Text;
using Unroll.Training;

namespace Unroll.Tasks;

/// <summary>A model on disk: config.json, model.safetensors, vocabulary.txt, metrics.json, history.jsonl.</summary>
static class ModelFolder
{
    const string Task = "classify", Configuration = "config.json", Weights = "model.safetensors", Words = "vocabulary.txt";
    const string Metrics = "metrics.json", History = "history.jsonl";
    const int Version = 1;
    const int LargestConfiguration = 1 << 20;

    internal static void Save(TextClassifier classifier, string folder, ClassificationReport? metrics)
    {
        MakeFolder(folder);
        byte[] vocabulary = VocabularyBytes(classifier.Encoder.Vocabulary);
        AtomicFile.Write(Path.Combine(folder, Words), stream => stream.Write(vocabulary));
        foreach ((string name, ReadOnlyMemory<byte> content) in classifier.Encoder.Tokenizer.Files)
        {
            AtomicFile.Write(Path.Combine(folder, name), stream => stream.Write(content.Span));
        }

        ModelConfiguration configuration = new(Task, Version, classifier.Labels, classifier.Encoder.Tokenizer.Description, classifier.Options, Hash(vocabulary));
        AtomicFile.Write(Path.Combine(folder, Configuration),
            stream => stream.Write(JsonSerializer.SerializeToUtf8Bytes(configuration, ModelFolderJson.Default.ModelConfiguration)));
        ModuleState.Save(classifier.Network, Path.Combine(folder, Weights));
        if (metrics is not null)
        {
            AtomicFile.Write(Path.Combine(folder, Metrics),
                stream => stream.Write(JsonSerializer.SerializeToUtf8Bytes(metrics, ModelFolderJson.Default.ClassificationReport)));
        }

        if (classifier.Training is { } training)
        {
            AtomicFile.WriteText(Path.Combine(folder, History), TrainingHistory.Text(training.History));
        }
    }

    internal static TextClassifier Load(string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw new InvalidDataException($"{folder}: there is no such model folder; give the folder that training wrote.");
        }

        string configurationPath = Path.Combine(folder, Configuration), vocabularyPath = Path.Combine(folder, Words), weightsPath = Path.Combine(folder, Weights);
        foreach (string path in new[] { configurationPath, vocabularyPath, weightsPath })
        {
            if (!File.Exists(path))
            {
                throw new InvalidDataException($"{path}: this file is missing, so the folder is not a whole model; give the folder that training wrote.");
            }
        }

        ModelConfiguration configuration = ReadConfiguration(configurationPath);
        Vocabulary vocabulary = Vocabulary.Load(vocabularyPath);
        if (Hash(VocabularyBytes(vocabulary)) != configuration.VocabularySha256)
        {
            throw new InvalidDataException($"{vocabularyPath}: this vocabulary belongs to another model than {configurationPath}; copy both from the same folder.");
        }

        RequirePlausible(configuration, vocabulary.Count, weightsPath);
        TextEncoder encoder = new(Tokenizer.Create(configuration.Tokenizer, folder), vocabulary, configuration.Options.MaximumTokens);
        TextClassifier classifier = new(configuration.Options, configuration.Labels, encoder);
        ModuleState.Load(classifier.Network, weightsPath);
        return classifier;
    }

    static ModelConfiguration ReadConfiguration(string path)
    {
        try
        {
            FileInfo file = new(path);
            if (file.Length > LargestConfiguration)
            {
                throw new InvalidDataException($"{path}: {file.Length} bytes are too many for a configuration (at most {LargestConfiguration}); it is damaged.");
            }

            ModelConfiguration? read = JsonSerializer.Deserialize(File.ReadAllBytes(path), ModelFolderJson.Default.ModelConfiguration);
            if (read is not { Task: Task, Version: Version } || read.Labels is not { Count: >= 2 } || read.Options is null || read.Tokenizer is null)
            {
                throw new InvalidDataException($"{path}: expected task \"{Task}\", version {Version}, two labels or more, tokenizer and options; " +
                    $"got task \"{read?.Task}\", version {read?.Version}, {read?.Labels?.Count ?? 0} labels.");
            }

            return read;
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException or NotSupportedException or IOException or UnauthorizedAccessException)
        {
            throw new InvalidDataException($"{path}: damaged or not a model's configuration: {exception.Message.ReplaceLineEndings(" ")}", exception);
        }
    }

    // A forged size must not make us allocate: every matrix the options call for has to fit into the weights that are there.
    static void RequirePlausible(ModelConfiguration configuration, int vocabulary, string weightsPath)
    {
        using SafetensorsReader reader = new(weightsPath);
        long stored = reader.Names.Sum(name => (long)reader.ShapeOf(name).Count);
        TextClassifierOptions options = configuration.Options;
        double needed = Math.Max((double)vocabulary * options.EmbeddingSize,
            (double)options.HiddenSize * (options.HiddenSize + (double)options.EmbeddingSize) + (double)options.Layers * options.HiddenSize * options.HiddenSize);
        if (needed > stored)
        {
            throw new InvalidDataException($"{weightsPath}: holds {stored} numbers, but the configuration calls for {needed:F0} or more; the files are of different models.");
        }
    }

    static void MakeFolder(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"{folder}: cannot be made: {exception.Message.ReplaceLineEndings(" ")}", exception);
        }
    }

    static byte[] VocabularyBytes(Vocabulary vocabulary)
    {
        using StringWriter writer = new();
        vocabulary.Save(writer);
        return Encoding.UTF8.GetBytes(writer.ToString());
    }

    static string Hash(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));
}

/// <summary>What config.json holds.</summary>
/// <param name="Task">What the model does.</param>
/// <param name="Version">Of this format.</param>
/// <param name="Labels">The classes, in the order of the outputs.</param>
/// <param name="Tokenizer">How texts are cut.</param>
/// <param name="Options">The network and its training.</param>
/// <param name="VocabularySha256">Of vocabulary.txt, so that files of different models are noticed.</param>
sealed record ModelConfiguration(
    string Task, int Version, IReadOnlyList<string> Labels, TokenizerDescription Tokenizer, TextClassifierOptions Options, string VocabularySha256);

[JsonSourceGenerationOptions(WriteIndented = true, UseStringEnumConverter = true, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ModelConfiguration))]
[JsonSerializable(typeof(ClassificationReport))]
sealed partial class ModelFolderJson : JsonSerializerContext;
