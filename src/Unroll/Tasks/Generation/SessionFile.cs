using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Unroll.Formats;
using Unroll.Layers;
using Unroll.Tensors;

namespace Unroll.Tasks.Generation;

/// <summary>A session on disk: the recurrent state, the last tokens, and which model they belong to.</summary>
static class SessionFile
{
    const string ModelKey = "model", Tokens = "tokens", Given = "read", Written = "written";

    internal static void Save(GeneratorSession session, TextGenerator generator, string path)
    {
        SafetensorsWriter writer = new();
        writer.AddMetadata(ModelKey, Fingerprint(generator));
        writer.Add(Tokens, session.Recent.Select(token => (long)token).ToArray());
        writer.Add(Given, new[] { session.TokensRead });
        writer.Add(Written, new[] { session.TokensWritten });
        int part = 0;
        session.State.Map(tensor =>
        {
            writer.Add(Name(part++), tensor);
            return tensor;
        });
        writer.Save(path);
    }

    internal static GeneratorSession Load(TextGenerator generator, string path)
    {
        using SafetensorsReader reader = new(path);
        if (!reader.Metadata.TryGetValue(ModelKey, out string? model) || model != Fingerprint(generator))
        {
            throw new InvalidDataException($"{path}: this session belongs to another model; use the model it was begun with, or begin a new session.");
        }

        long[] tokens = reader.ReadIntegers(Tokens), given = reader.ReadIntegers(Given), written = reader.ReadIntegers(Written);
        if (tokens.Length > GeneratorSession.Remembered || tokens.Any(token => token < 0 || token >= generator.VocabularySize) || given is not [>= 0] || written is not [>= 0])
        {
            throw new InvalidDataException($"{path}: damaged: it holds tokens that the model does not have; begin a new session.");
        }

        int part = 0;
        RecurrentState state = generator.Network.NewState(rows: 1).Map(zeros => Read(reader, Name(part++), zeros.Shape));
        return new(generator, state, Array.ConvertAll(tokens, token => (int)token), given[0], written[0]);
    }

    static Tensor Read(SafetensorsReader reader, string name, Shape shape)
    {
        Tensor tensor = reader.ShapeOf(name) == shape ? reader.Read(name)
            : throw new InvalidDataException($"{reader.Path}: {name} is {reader.ShapeOf(name)} where the model's state has {shape}; begin a new session.");
        foreach (float value in tensor.Values)
        {
            if (!float.IsFinite(value))
            {
                throw new InvalidDataException($"{reader.Path}: damaged: {name} holds numbers that are not finite; begin a new session.");
            }
        }

        return tensor;
    }

    static string Name(int part) => string.Create(CultureInfo.InvariantCulture, $"state.{part}");

    // The weights decide whose state it is; a few of them tell models apart.
    static string Fingerprint(TextGenerator generator)
    {
        StringBuilder text = new();
        foreach ((string name, Parameter parameter) in generator.Network.NamedParameters)
        {
            text.Append(name).Append(parameter.Shape.ToString());
            ReadOnlySpan<float> values = parameter.Values;
            for (int i = 0; i < values.Length; i += Math.Max(1, values.Length / 16))
            {
                text.Append(BitConverter.SingleToInt32Bits(values[i]).ToString("X8", CultureInfo.InvariantCulture));
            }
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }
}
