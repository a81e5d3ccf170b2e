using System.Text.Json;
using Unroll.Tensors;

namespace Unroll.Formats;

/// <summary>The parsed and checked header of a safetensors file. Nothing it claims is believed before it fits the file's real length.</summary>
sealed class SafetensorsHeader
{
    internal const string MetadataName = "__metadata__";

    readonly string path;
    readonly Dictionary<string, StoredTensor> tensors = new(StringComparer.Ordinal);
    readonly Dictionary<string, string> metadata = new(StringComparer.Ordinal);
    bool hasMetadata;

    SafetensorsHeader(string path) => this.path = path;

    internal IReadOnlyDictionary<string, StoredTensor> Tensors => tensors;

    internal IReadOnlyDictionary<string, string> Metadata => metadata;

    /// <param name="path">The file, for messages.</param>
    /// <param name="json">The header's bytes.</param>
    /// <param name="dataLength">How many bytes the file has behind the header.</param>
    /// <exception cref="InvalidDataException">The header breaks a rule of the format.</exception>
    internal static SafetensorsHeader Parse(string path, ReadOnlySpan<byte> json, long dataLength)
    {
        SafetensorsHeader header = new(path);
        try
        {
            Utf8JsonReader reader = new(json);
            header.ReadEntries(ref reader);
        }
        catch (JsonException exception)
        {
            throw header.Invalid($"the header is not valid JSON near its byte {exception.BytePositionInLine}");
        }

        header.RequireSeamlessData(dataLength);
        return header;
    }

    void ReadEntries(ref Utf8JsonReader reader)
    {
        reader.Read();
        Require(reader.TokenType == JsonTokenType.StartObject, "the header is not a JSON object");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string name = Text(ref reader);
            reader.Read();
            if (name == MetadataName)
            {
                Require(!hasMetadata, $"{MetadataName} is there twice");
                hasMetadata = true;
                ReadMetadata(ref reader);
            }
            else
            {
                Require(tensors.TryAdd(name, ReadTensor(ref reader, name)), $"tensor {Quotation.Of(name)} is there twice");
            }
        }

        // Behind the object only white space is valid JSON; another read refuses anything else.
        reader.Read();
    }

    void ReadMetadata(ref Utf8JsonReader reader)
    {
        Require(reader.TokenType == JsonTokenType.StartObject, $"{MetadataName} is not a JSON object");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string key = Text(ref reader);
            reader.Read();
            Require(reader.TokenType == JsonTokenType.String, $"{MetadataName} {Quotation.Of(key)} is not a text");
            Require(metadata.TryAdd(key, Text(ref reader)), $"{MetadataName} {Quotation.Of(key)} is there twice");
        }
    }

    StoredTensor ReadTensor(ref Utf8JsonReader reader, string name)
    {
        StoredType? type = null;
        List<long>? sizes = null, offsets = null;
        Require(reader.TokenType == JsonTokenType.StartObject, $"tensor {Quotation.Of(name)} is not a JSON object");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string key = Text(ref reader);
            reader.Read();
            switch (key)
            {
                case "dtype" when type is null:
                    type = ReadType(ref reader, name);
                    break;
                case "shape" when sizes is null:
                    sizes = ReadIntegers(ref reader, name, key);
                    break;
                case "data_offsets" when offsets is null:
                    offsets = ReadIntegers(ref reader, name, key);
                    break;
                default:
                    throw Invalid($"tensor {Quotation.Of(name)} has {Quotation.Of(key)}, which is unknown or there twice");
            }
        }

        if (type is not { } stored || sizes is null || offsets is not [long begin, long end])
        {
            throw Invalid($"tensor {Quotation.Of(name)} lacks dtype, shape or two data_offsets");
        }

        Shape shape = ShapeOf(name, sizes);
        Require(begin <= end && end - begin == (long)shape.Count * stored.Size(),
            $"tensor {Quotation.Of(name)} of {stored} {shape} needs {(long)shape.Count * stored.Size()} bytes, but its data_offsets are [{begin}, {end}]");
        return new(name, stored, shape, begin, end);
    }

    StoredType ReadType(ref Utf8JsonReader reader, string name)
    {
        Require(reader.TokenType == JsonTokenType.String, $"tensor {Quotation.Of(name)} has a dtype that is not a text");
        string text = Text(ref reader);
        return text switch
        {
            "F64" => StoredType.F64,
            "F32" => StoredType.F32,
            "F16" => StoredType.F16,
            "BF16" => StoredType.BF16,
            "I64" => StoredType.I64,
            "I32" => StoredType.I32,
            "I16" => StoredType.I16,
            "I8" => StoredType.I8,
            "U8" => StoredType.U8,
            "BOOL" => StoredType.BOOL,
            _ => throw Invalid($"tensor {Quotation.Of(name)} has the dtype {Quotation.Of(text)}; known are {string.Join(", ", Enum.GetNames<StoredType>())}"),
        };
    }

    List<long> ReadIntegers(ref Utf8JsonReader reader, string name, string key)
    {
        Require(reader.TokenType == JsonTokenType.StartArray, $"tensor {Quotation.Of(name)} has a {key} that is not a list");
        List<long> numbers = [];
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            long number = -1;
            Require(reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out number) && number >= 0,
                $"tensor {Quotation.Of(name)} has a {key} with something else than whole numbers from 0");
            numbers.Add(number);
        }

        return numbers;
    }

    Shape ShapeOf(string name, List<long> sizes)
    {
        // Saturating, so that no product overflows; a later size of 0 still makes the whole 0.
        long count = 1;
        foreach (long size in sizes)
        {
            Require(size <= int.MaxValue, $"tensor {Quotation.Of(name)} has an axis of {size}; at most {int.MaxValue} are possible");
            count = Math.Min(count * size, int.MaxValue + 1L);
        }

        Require(count <= int.MaxValue, $"tensor {Quotation.Of(name)} has more than {int.MaxValue} elements");
        return Shape.Create([.. sizes.ConvertAll(size => (int)size)]);
    }

    // The format allows neither gaps nor overlaps: sorted by place, each tensor begins where the one before ends.
    void RequireSeamlessData(long dataLength)
    {
        long position = 0;
        foreach (StoredTensor tensor in tensors.Values.OrderBy(tensor => tensor.Begin).ThenBy(tensor => tensor.End))
        {
            Require(tensor.End <= dataLength,
                $"tensor {Quotation.Of(tensor.Name)} ends at byte {tensor.End} of the data, but the file has only {dataLength}; it was cut short");
            Require(tensor.Begin == position,
                $"tensor {Quotation.Of(tensor.Name)} begins at byte {tensor.Begin} of the data instead of {position}: a gap or an overlap");
            position = tensor.End;
        }

        Require(position == dataLength, $"the tensors end at byte {position} of the data, but the file has {dataLength}");
    }

    string Text(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString()!; // null only for the token null, which no caller passes
        }
        catch (InvalidOperationException)
        {
            throw Invalid("the header holds a text that is not valid UTF-8");
        }
    }

    void Require(bool condition, string otherwise)
    {
        if (!condition)
        {
            throw Invalid(otherwise);
        }
    }

    InvalidDataException Invalid(string what) => new($"{path}: not a valid safetensors file: {what}.");
}
