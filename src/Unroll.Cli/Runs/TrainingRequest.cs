using System.Text.Json;
using System.Text.Json.Serialization;
using Unroll.Cli.Input;
using Unroll.Tasks;

namespace Unroll.Cli.Runs;

/// <summary>Everything that decides how a training run ends; kept beside its checkpoints, so that a name is enough to resume it.</summary>
/// <param name="Folder">The working folder, which relative paths count from.</param>
/// <param name="Data">Name or path of the data.</param>
/// <param name="Text">Columns of the text; null: guessed.</param>
/// <param name="Label">Column of the class; null: guessed.</param>
/// <param name="Validation">What to hold out for stopping early.</param>
/// <param name="Test">What to hold out for the final measurement.</param>
/// <param name="Options">The network and its training.</param>
sealed record TrainingRequest(
    string Folder,
    string Data,
    IReadOnlyList<string>? Text,
    string? Label,
    HeldOut Validation,
    HeldOut Test,
    TextClassifierOptions Options)
{
    /// <summary>The same request, its paths written for the working folder of now.</summary>
    internal TrainingRequest Here() => Folder == Directory.GetCurrentDirectory() ? this : this with
    {
        Data = Full(Data),
        Validation = Validation with { Path = Validation.Path is { } validation ? Full(validation) : null },
        Test = Test with { Path = Test.Path is { } test ? Full(test) : null },
    };

    string Full(string data) => DataSource.IsName(data) ? data : Path.GetFullPath(data, Folder);

    internal void Write(string path) => File.WriteAllBytes(path, JsonSerializer.SerializeToUtf8Bytes(this, RunJson.Default.TrainingRequest));

    /// <exception cref="InvalidDataException">The file is missing or damaged.</exception>
    internal static TrainingRequest Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), RunJson.Default.TrainingRequest)
                ?? throw new InvalidDataException($"{path}: holds nothing.");
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            throw new InvalidDataException($"{path}: damaged ({e.Message}); delete the folder it is in and train anew.", e);
        }
    }
}

/// <summary>A part of the data that is not learned from.</summary>
/// <param name="Share">Share of the texts, 0 to 0.9; null: as the data set has it, or a tenth.</param>
/// <param name="Path">Data of its own, null: cut off from the data.</param>
sealed record HeldOut(double? Share = null, string? Path = null);

[JsonSourceGenerationOptions(WriteIndented = true, UseStringEnumConverter = true, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(TrainingRequest))]
sealed partial class RunJson : JsonSerializerContext;
