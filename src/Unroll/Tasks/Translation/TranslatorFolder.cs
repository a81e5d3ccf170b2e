using System.Text.Json.Serialization;
using Unroll.Layers;
using Unroll.Text;

namespace Unroll.Tasks.Translation;

/// <summary>A translator on disk. Two vocabularies lie in folders of their own; a shared one lies beside config.json.</summary>
static class TranslatorFolder
{
    internal const string Task = "translate";
    const string SourceFolder = "source", TargetFolder = "target";

    internal static void Save(Translator translator, string folder, TranslationReport? metrics)
    {
        ModelFiles files = translator.Options.SharedVocabulary
            ? Add(new(), translator.Source, "")
            : Add(Add(new(), translator.Source, SourceFolder), translator.Target, TargetFolder);
        ModelFolder.Save(folder, Task, new(translator.Options with { Threads = null, InspectEverySteps = null }), TranslatorJson.Default.TranslatorConfiguration, files, translator.Network, translator.Training);
        if (metrics is not null)
        {
            ModelFolder.SaveMetrics(folder, metrics, TranslatorJson.Default.TranslationReport);
        }
    }

    internal static Translator Load(string folder, int? threads)
    {
        TranslatorConfiguration configuration = ModelFolder.Open(
            folder, Task, TranslatorJson.Default.TranslatorConfiguration, read => read is { Options: not null });
        TranslatorOptions options = configuration.Options with { Threads = threads, InspectEverySteps = null };
        LanguageSide source = ReadSide(folder, options.SharedVocabulary ? "" : SourceFolder, configuration);
        LanguageSide target = options.SharedVocabulary ? source : ReadSide(folder, TargetFolder, configuration);
        double hidden = options.HiddenSize, size = options.EmbeddingSize;
        ModelFolder.RequireWeights(folder, ((double)source.Vocabulary.Count + (options.SharedVocabulary ? 0 : target.Vocabulary.Count)) * size
            + options.Cell.FewestWeights(size, hidden, options.Layers));
        Translator translator = new(options, source, target, ModelFolder.WeightsToCome(options.Seed));
        ModelFolder.LoadWeights(folder, translator.Network);
        return translator;
    }

    static ModelFiles Add(ModelFiles files, LanguageSide side, string folder) =>
        files.Add(side.Vocabulary, folder.Length == 0 ? ModelFiles.Words : $"{folder}/{ModelFiles.Words}").Add(side.Tokenizer, folder);

    static LanguageSide ReadSide(string folder, string part, TranslatorConfiguration configuration)
    {
        string name = part.Length == 0 ? ModelFiles.Words : $"{part}/{ModelFiles.Words}", path = Path.Combine(folder, name);
        if (!configuration.Sha256.ContainsKey(name))
        {
            throw new InvalidDataException($"{folder}: config.json does not name {name}, so the folder is not a whole translator; give the folder that training wrote.");
        }

        Vocabulary vocabulary = Vocabulary.Load(path);
        if (vocabulary.Count <= LanguageSide.EndIndex || vocabulary[LanguageSide.EndIndex] != LanguageSide.End)
        {
            throw new InvalidDataException($"{path}: expected {LanguageSide.End} as entry {LanguageSide.EndIndex}; it is not a translator's vocabulary.");
        }

        TranslatorOptions options = configuration.Options;
        TokenizerDescription description = options.Unit == TranslationUnit.Bpe ? new(TokenizerKind.Bpe, LowerCase: false) : new(TokenizerKind.Word, options.LowerCase);
        return new(Tokenizer.Create(description, Path.Combine(folder, part)), vocabulary, options);
    }
}

/// <summary>What a translator's config.json holds.</summary>
/// <param name="Options">The network and its training.</param>
sealed record TranslatorConfiguration(TranslatorOptions Options) : ModelConfiguration;

[JsonSourceGenerationOptions(WriteIndented = true, UseStringEnumConverter = true, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(TranslatorConfiguration))]
[JsonSerializable(typeof(TranslationReport))]
sealed partial class TranslatorJson : JsonSerializerContext;
