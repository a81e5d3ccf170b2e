using System.Buffers;
using System.Buffers.Binary;
using System.Text.Json;
using Unroll.Tensors;

namespace Unroll.Formats;

/// <summary>Collects tensors and texts, then writes them as one safetensors file: the same content always gives the same bytes.</summary>
/// <remarks>
/// Tensors are kept by reference and read when the file is written. Integers lie first, then floats, each sorted by
/// name, so that every tensor is aligned. Format: <see href="https://github.com/huggingface/safetensors"/>.
/// </remarks>
public sealed class SafetensorsWriter
{
    const int HeaderAlignment = 8;
    const int ChunkSize = 1 << 16;

    readonly SortedDictionary<string, (Shape Shape, ReadOnlyMemory<float> Values)> floats = new(StringComparer.Ordinal);
    readonly SortedDictionary<string, ReadOnlyMemory<long>> integers = new(StringComparer.Ordinal);
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
    internal void Add(string name, Shape shape, ReadOnlyMemory<float> values)
    {
        RequireFree(name);
        floats.Add(name, (shape, values));
    }

    /// <summary>Adds a list of integers, stored as I64 [length].</summary>
    internal void Add(string name, ReadOnlyMemory<long> values)
    {
        RequireFree(name);
        integers.Add(name, values);
    }

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
        foreach (ReadOnlyMemory<long> values in integers.Values)
        {
            WriteIntegers(stream, values.Span, chunk);
        }

        foreach ((_, ReadOnlyMemory<float> values) in floats.Values)
        {
            WriteFloats(stream, values.Span, chunk);
        }
    }

    void RequireFree(string name)
    {
        if (name == SafetensorsHeader.MetadataName || floats.ContainsKey(name) || integers.ContainsKey(name))
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
        foreach ((string name, ReadOnlyMemory<long> values) in integers)
        {
            WriteEntry(json, name, StoredType.I64, [values.Length], ref position);
        }

        foreach ((string name, (Shape shape, _)) in floats)
        {
            WriteEntry(json, name, StoredType.F32, shape, ref position);
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
}
