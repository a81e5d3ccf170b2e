using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Unroll.Formats;
using Unroll.Tasks;

namespace Unroll.Cli.Tasks.Captioning;

/// <summary>A network for pictures beside the captioner that learned from its grids: encoder.onnx, and encoder.json, which says how to feed it.</summary>
/// <param name="Scale">What it expects of pixels.</param>
/// <param name="Output">Behind which value of its file it was cut off.</param>
/// <param name="Sha256">Of encoder.onnx.</param>
sealed record EncoderFiles(PixelScale Scale, string Output, string Sha256)
{
    const int LargestDescription = 1 << 16;

    /// <summary>Writes both files into a model folder that was just saved; nothing for a captioner that has no such network.</summary>
    internal static void Save(string folder, EncoderChoice? choice, byte[]? network)
    {
        if (choice is null || network is null) return;
        AtomicFile.Write(ModelFolder.EncoderPathIn(folder), stream => stream.Write(network));
        EncoderFiles files = new(choice.Scale, choice.Output, Convert.ToHexStringLower(SHA256.HashData(network)));
        AtomicFile.Write(ModelFolder.EncoderDescriptionPathIn(folder), stream => stream.Write(JsonSerializer.SerializeToUtf8Bytes(files, EncoderJson.Default.EncoderFiles)));
    }

    /// <summary>The network of a model folder and what it expects of pixels; null where the captioner has none.</summary>
    /// <exception cref="InvalidDataException">A file is missing, damaged or another model's.</exception>
    internal static (byte[] Network, PixelScale Scale, string Path)? Load(string folder)
    {
        string description = ModelFolder.EncoderDescriptionPathIn(folder), network = ModelFolder.EncoderPathIn(folder);
        if (!File.Exists(description)) return null;
        EncoderFiles files = Read(description);
        if (!File.Exists(network)) throw new InvalidDataException($"{network}: this file is missing, so the folder is not a whole model; give the folder that training wrote.");
        byte[] bytes = File.ReadAllBytes(network);
        return Convert.ToHexStringLower(SHA256.HashData(bytes)) == files.Sha256 ? (bytes, files.Scale, network)
            : throw new InvalidDataException($"{network}: this file belongs to another model than {description}, or was changed; copy both from the same folder.");
    }

    static EncoderFiles Read(string path)
    {
        try
        {
            if (new FileInfo(path).Length > LargestDescription) throw new JsonException("it is too large");
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), EncoderJson.Default.EncoderFiles) ?? throw new JsonException("it holds null");
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException($"{path}: damaged: {exception.Message.ReplaceLineEndings(" ")}", exception);
        }
    }
}

[JsonSourceGenerationOptions(WriteIndented = true, UseStringEnumConverter = true, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(EncoderFiles))]
sealed partial class EncoderJson : JsonSerializerContext;
