using System.Text.Json;
using System.Text.Json.Serialization;
using Unroll.Cli.Tasks.Captioning;
using Unroll.Cli.Tasks.Classification;
using Unroll.Cli.Tasks.Generation;
using Unroll.Cli.Tasks.Tagging;
using Unroll.Cli.Tasks.Translation;
using Unroll.Formats;

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
    /// <summary>The command line that asked for it; null where it is not known.</summary>
    public RequestedCommand? Command { get; init; }

    /// <summary>The task's name.</summary>
    [JsonIgnore]
    internal abstract string Task { get; }

    /// <summary>The same request, its paths written for the working folder of now, with another number of threads where one is given.</summary>
    internal abstract TrainingRequest Here(int? threads);

    /// <summary>The work that is asked for.</summary>
    internal abstract TrainingWork Open();

    internal void Write(string path) => AtomicFile.Write(path, stream => stream.Write(JsonSerializer.SerializeToUtf8Bytes(this, RunJson.Default.TrainingRequest)));

    /// <summary>Reads a request.</summary>
    /// <param name="path">The file.</param>
    /// <param name="mend">What to do where it is damaged: "delete it".</param>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    internal static TrainingRequest Read(string path, string mend)
    {
        try
        {
            TrainingRequest request = JsonSerializer.Deserialize(File.ReadAllBytes(path), RunJson.Default.TrainingRequest) ?? throw new JsonException("it holds null");
            return request.Data.Sources is { Count: > 0 } sources && !sources.Contains(null) ? request : throw new JsonException("it names no data");
        }
        catch (Exception e) when (e is JsonException or ArgumentException or NotSupportedException)
        {
            throw new InvalidDataException($"{path}: damaged ({e.Message.ReplaceLineEndings(" ")}); {mend}.", e);
        }
    }
}

/// <summary>A command line as it was given.</summary>
/// <param name="Folder">The working folder.</param>
/// <param name="Arguments">All that followed the tool's name.</param>
sealed record RequestedCommand(string Folder, IReadOnlyList<string> Arguments);

[JsonSourceGenerationOptions(WriteIndented = true, UseStringEnumConverter = true, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(TrainingRequest))]
sealed partial class RunJson : JsonSerializerContext;
