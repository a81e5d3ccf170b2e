using System.Text.Json;
using System.Text.Json.Serialization;
using Unroll.Cli.Tasks.Captioning;
using Unroll.Cli.Tasks.Classification;
using Unroll.Cli.Tasks.Generation;
using Unroll.Cli.Tasks.Tagging;
using Unroll.Cli.Tasks.Translation;

namespace Unroll.Cli.Runs;

/// <summary>Everything that decides how a training run ends; kept beside its checkpoints, so that a name is enough to resume it.</summary>
/// <param name="Data">What it learns from, and what is held out.</param>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "task", UnknownDerivedTypeHandling = JsonUnknownDerivedTypeHandling.FailSerialization)]
[JsonDerivedType(typeof(ClassificationRequest), ClassificationTask.TaskName)]
[JsonDerivedType(typeof(GenerationRequest), GenerationTask.TaskName)]
[JsonDerivedType(typeof(TaggingRequest), TaggingTask.TaskName)]
[JsonDerivedType(typeof(TranslationRequest), TranslationTask.TaskName)]
[JsonDerivedType(typeof(CaptionRequest), CaptionTask.TaskName)]
abstract record TrainingRequest(RequestedData Data)
{
    /// <summary>The task's name.</summary>
    [JsonIgnore]
    internal abstract string Task { get; }

    /// <summary>The same request, its paths written for the working folder of now, with another number of threads where one is given.</summary>
    internal abstract TrainingRequest Here(int? threads);

    /// <summary>The work that is asked for.</summary>
    internal abstract TrainingWork Open();

    internal void Write(string path) => File.WriteAllBytes(path, JsonSerializer.SerializeToUtf8Bytes(this, RunJson.Default.TrainingRequest));

    /// <exception cref="InvalidDataException">The file is missing or damaged.</exception>
    internal static TrainingRequest Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), RunJson.Default.TrainingRequest)
                ?? throw new InvalidDataException($"{path}: holds nothing.");
        }
        catch (Exception e) when (e is JsonException or ArgumentException or NotSupportedException)
        {
            throw new InvalidDataException($"{path}: damaged ({e.Message.ReplaceLineEndings(" ")}); delete the folder it is in and train anew.", e);
        }
    }
}

[JsonSourceGenerationOptions(WriteIndented = true, UseStringEnumConverter = true, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(TrainingRequest))]
sealed partial class RunJson : JsonSerializerContext;
