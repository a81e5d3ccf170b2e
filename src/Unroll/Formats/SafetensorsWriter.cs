using System.Buffers;
using System.Buffers.Binary;
using System.Text.Json;
using Unroll.Tensors;

namespace Unroll.Formats;

/// <summary>Collects tensors and texts, then writes them as one safetensors file: the same content always gives the same bytes.</summary>
/// <remarks>
/// Tensors are kept by reference and read when the file is written. Those of larger elements lie first, each kind sorted by
/// name, so that every tensor is aligned. Format: <see href="https://github.com/huggingface/safetensors"/>.
/// </remarks>
public sealed class SafetensorsWriter
{
    const int HeaderAlignment = 8;
    const int ChunkSize = 1 << 16;

    readonly SortedDictionary<string, Entry> entries = new(StringComparer.Ordinal);
    readonly SortedDictionary<string, string> metadata = new(StringComparer.Ordinal);

    /// <summary>Adds a tensor, stored as F32.</summary>
    /// <param name="name">Its name in the file.</param>
    /// <param name="tensor">Of any shape.</param>
    /// <exception cref="ArgumentException">The name is taken.</exception>
    public void Add(string name, Tensor tensor) => Add(name, tensor.Shape, tensor.Buffer);

    /// <summary>Adds a text.</summary>
    /// <param name="key">Its name in the file.</param>
    /// <param name="text">Any text.</param>
    /// <exception cref="ArgumentException">The name is taken.</exception>
    public void AddMetadata(string key, string text) => metadata.Add(key, text);

    /// <summary>Adds floats, stored as F32.</summary>
    internal void Add(string name, Shape shape, ReadOnlyMemory<float> values) =>
        AddEntry(name, new(StoredType.F32, shape, (stream, chunk) => WriteFloats(stream, values.Span, chunk)));

    /// <summary>Adds a list of integers, stored as I64 [length].</summary>
    internal void Add(string name, ReadOnlyMemory<long> values) =>
        AddEntry(name, new(StoredType.I64, [values.Length], (stream, chunk) => WriteIntegers(stream, values.Span, chunk)));

    /// <summary>Adds a tensor of any type, whose bytes are asked for when they are written.</summary>
    internal void Add(string name, StoredType type, Shape shape, Func<byte[]> bytes) =>
        AddEntry(name, new(type, shape, (stream, _) => stream.Write(bytes())));

    /// <summary>Writes the file; see <see cref="AtomicFile"/>.</summary>
    /// <param name="path">The file; its folder must exist.</param>
    /// <exception cref="IOException">The disk is full, the folder is missing or read-only, ...: one line that names the file.</exception>
    public void Save(string path) => AtomicFile.Write(path, WriteTo);

    /// <summary>Writes the content of the file.</summary>
    /// <param name="stream">Where it goes.</param>
    public void WriteTo(Stream stream)
    {
        stream.Write(Header());
        byte[] chunk = new byte[ChunkSize];
        foreach ((_, Entry entry) in InOrder)
        {
            entry.Write(stream, chunk);
        }
    }

    IEnumerable<KeyValuePair<string, Entry>> InOrder => entries.OrderByDescending(entry => entry.Value.Type.Size());

    void AddEntry(string name, Entry entry)
    {
        if (name == SafetensorsHeader.MetadataName || !entries.TryAdd(name, entry))
        {
            throw new ArgumentException($"'{name}' is taken; every tensor of a file has a name of its own.", nameof(name));
        }
    }

    byte[] Header()
    {
        ArrayBufferWriter<byte> buffer = new();
        buffer.Advance(WriteLength(buffer.GetSpan(sizeof(ulong)), 0));
        using (Utf8JsonWriter json = new(buffer))
        {
            WriteEntries(json);
        }

        int padding = (HeaderAlignment - buffer.WrittenCount % HeaderAlignment) % HeaderAlignment;
        buffer.GetSpan(padding)[..padding].Fill((byte)' ');
        buffer.Advance(padding);
        byte[] header = buffer.WrittenSpan.ToArray();
        WriteLength(header, header.Length - sizeof(ulong));
        return header;
    }

    void WriteEntries(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        if (metadata.Count > 0)
        {
            json.WriteStartObject(SafetensorsHeader.MetadataName);
            foreach ((string key, string text) in metadata)
            {
                json.WriteString(key, text);
            }

            json.WriteEndObject();
        }

        long position = 0;
        foreach ((string name, Entry entry) in InOrder)
        {
            WriteEntry(json, name, entry.Type, entry.Shape, ref position);
        }

        json.WriteEndObject();
    }

    static void WriteEntry(Utf8JsonWriter json, string name, StoredType type, Shape shape, ref long position)
    {
        json.WriteStartObject(name);
        json.WriteString("dtype", type.ToString());
        json.WriteStartArray("shape");
        foreach (int size in shape)
        {
            json.WriteNumberValue(size);
        }

        json.WriteEndArray();
        json.WriteStartArray("data_offsets");
        json.WriteNumberValue(position);
        position += (long)shape.Count * type.Size();
        json.WriteNumberValue(position);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    static int WriteLength(Span<byte> destination, int length)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(destination, (ulong)length);
        return sizeof(ulong);
    }

    static void WriteIntegers(Stream stream, ReadOnlySpan<long> values, byte[] chunk)
    {
        while (values.Length > 0)
        {
            int count = Math.Min(values.Length, chunk.Length / sizeof(long));
            for (int i = 0; i < count; i++)
            {
                BinaryPrimitives.WriteInt64LittleEndian(chunk.AsSpan(i * sizeof(long)), values[i]);
            }

            stream.Write(chunk, 0, count * sizeof(long));
            values = values[count..];
        }
    }

    static void WriteFloats(Stream stream, ReadOnlySpan<float> values, byte[] chunk)
    {
        while (values.Length > 0)
        {
            int count = Math.Min(values.Length, chunk.Length / sizeof(float));
            for (int i = 0; i < count; i++)
            {
                BinaryPrimitives.WriteSingleLittleEndian(chunk.AsSpan(i * sizeof(float)), values[i]);
            }

            stream.Write(chunk, 0, count * sizeof(float));
            values = values[count..];
        }
    }

    /// <summary>A tensor that will be written.</summary>
    /// <param name="Type">The type of its elements.</param>
    /// <param name="Shape">The sizes of its axes.</param>
    /// <param name="Write">Writes its bytes, with room to turn numbers into bytes in.</param>
    sealed record Entry(StoredType Type, Shape Shape, Action<Stream, byte[]> Write);
}
