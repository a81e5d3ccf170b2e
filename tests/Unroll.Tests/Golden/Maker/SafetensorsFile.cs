using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using static TorchSharp.torch;

namespace Unroll.GoldenMaker;

/// <summary>Tensors by name and texts by key, written as one safetensors file.</summary>
/// <param name="name">The file's name without folder and extension.</param>
/// <remarks>Layout: length of the header (8 bytes, little-endian), header (JSON), values. Only F32 and I64.</remarks>
sealed class SafetensorsFile(string name)
{
    const int Alignment = 8;

    readonly List<(string Name, Tensor Value)> tensors = [];
    readonly SortedDictionary<string, string> metadata = new(StringComparer.Ordinal) { ["torch"] = __version__ };

    /// <summary>Adds a text to the header's "__metadata__".</summary>
    public void Describe(string key, string value) => metadata.Add(key, value);

    /// <summary>Adds a number, or true or false, in lower case and with a point.</summary>
    public void Describe(string key, IConvertible value) => Describe(key, value.ToString(CultureInfo.InvariantCulture).ToLowerInvariant());

    /// <summary>Adds a copy of a tensor; numbers with a fraction are rounded to float32.</summary>
    public void Add(string tensorName, Tensor value)
    {
        ScalarType stored = value.dtype == ScalarType.Int64 ? ScalarType.Int64 : ScalarType.Float32;
        tensors.Add((tensorName, value.detach().to(stored).contiguous().clone()));
    }

    /// <summary>Adds each tensor under its name with a prefix before it.</summary>
    public void AddAll(IEnumerable<KeyValuePair<string, Tensor>> values, string prefix = "")
    {
        foreach ((string tensorName, Tensor value) in values) Add(prefix + tensorName, value);
    }

    /// <summary>Writes the file and tells its size.</summary>
    public void Save(string folder)
    {
        // Wider elements first: every tensor then starts at a multiple of its element's size.
        List<(string Name, byte[] Bytes, Tensor Value)> entries =
            [.. tensors.OrderByDescending(tensor => tensor.Value.ElementSize).Select(tensor => (tensor.Name, Bytes(tensor.Value), tensor.Value))];
        byte[] header = Header(entries);

        using FileStream file = File.Create(Path.Combine(folder, name + ".safetensors"));
        Span<byte> headerLength = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(headerLength, (ulong)header.Length);
        file.Write(headerLength);
        file.Write(header);
        foreach ((_, byte[] bytes, _) in entries) file.Write(bytes);
        Console.WriteLine($"{name}: {entries.Count} tensors, {file.Length:N0} bytes");
    }

    byte[] Header(IEnumerable<(string Name, byte[] Bytes, Tensor Value)> entries)
    {
        using MemoryStream json = new();
        using (Utf8JsonWriter writer = new(json))
        {
            writer.WriteStartObject();
            WriteMetadata(writer);
            long start = 0;
            foreach ((string tensorName, byte[] bytes, Tensor value) in entries)
            {
                WriteEntry(writer, tensorName, value, start, start + bytes.Length);
                start += bytes.Length;
            }
            writer.WriteEndObject();
        }
        while (json.Length % Alignment != 0) json.WriteByte((byte)' ');
        return json.ToArray();
    }

    void WriteMetadata(Utf8JsonWriter writer)
    {
        writer.WriteStartObject("__metadata__");
        foreach ((string key, string value) in metadata) writer.WriteString(key, value);
        writer.WriteEndObject();
    }

    static void WriteEntry(Utf8JsonWriter writer, string tensorName, Tensor value, long start, long end)
    {
        writer.WriteStartObject(tensorName);
        writer.WriteString("dtype", value.dtype == ScalarType.Int64 ? "I64" : "F32");
        WriteNumbers(writer, "shape", value.shape);
        WriteNumbers(writer, "data_offsets", [start, end]);
        writer.WriteEndObject();
    }

    static void WriteNumbers(Utf8JsonWriter writer, string key, ReadOnlySpan<long> numbers)
    {
        writer.WriteStartArray(key);
        foreach (long number in numbers) writer.WriteNumberValue(number);
        writer.WriteEndArray();
    }

    // The format is little-endian, and so is every processor that libtorch is built for: the memory is the file.
    static byte[] Bytes(Tensor value) => value.dtype == ScalarType.Int64
        ? MemoryMarshal.AsBytes<long>(value.data<long>().ToArray()).ToArray()
        : MemoryMarshal.AsBytes<float>(value.data<float>().ToArray()).ToArray();
}
