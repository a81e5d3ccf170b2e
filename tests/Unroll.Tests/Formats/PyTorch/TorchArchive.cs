using System.Buffers.Binary;
using System.Text;

namespace Unroll.Tests.Formats.PyTorch;

/// <summary>Writes a zip archive as torch.save does: stored, 64-bit directory end, data on boundaries of 64 bytes.</summary>
sealed class TorchArchive
{
    const int Alignment = 64;

    readonly List<byte> archive = [], directory = [];
    int count;

    /// <summary>An archive with a pickle and the storage 0 of these floats.</summary>
    internal static byte[] Of(byte[] pickle, params ReadOnlySpan<float> values)
    {
        byte[] storage = new byte[4 * values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            BinaryPrimitives.WriteSingleLittleEndian(storage.AsSpan(4 * i), values[i]);
        }

        return new TorchArchive().Add("archive/data.pkl", pickle).Add("archive/byteorder", "little"u8.ToArray())
            .Add("archive/data/0", storage).Add("archive/version", "3\n"u8.ToArray()).Done();
    }

    /// <summary>Adds a file.</summary>
    /// <param name="name">Its path inside.</param>
    /// <param name="content">Its bytes.</param>
    /// <param name="method">0 for stored; what it says instead is not done to the content.</param>
    /// <param name="wide">Whether sizes and place stand in the 64-bit extension, as for large files.</param>
    internal TorchArchive Add(string name, byte[] content, short method = 0, bool wide = false)
    {
        long header = archive.Count;
        byte[] path = Encoding.UTF8.GetBytes(name);

        // The local header leaves the sizes to the directory; an extra field of type FB fills up to the boundary.
        int padding = (int)((Alignment - (header + 30 + path.Length + 4) % Alignment) % Alignment);
        Write(archive, 0x04034b50, (short)0, (short)0x808, method, 0, 0, 0, 0, (short)path.Length, (short)(padding + 4), path);
        Write(archive, (short)0x4246, (short)padding, new byte[padding], content);

        int size = wide ? -1 : content.Length, place = wide ? -1 : (int)header;
        byte[] extra = wide ? Bytes((short)1, (short)24, (long)content.Length, (long)content.Length, header) : [];
        Write(directory, 0x02014b50, (short)0, (short)0, (short)0x808, method, 0, 0, size, size, (short)path.Length, (short)extra.Length, (short)0, (short)0, (short)0, 0, place, path, extra);
        count++;
        return this;
    }

    internal byte[] Done()
    {
        long start = archive.Count, size = directory.Count;
        archive.AddRange(directory);
        long end = archive.Count;
        Write(archive, 0x06064b50, 44L, (short)0, (short)0, 0, 0, (long)count, (long)count, size, start);
        Write(archive, 0x07064b50, 0, end, 1);
        Write(archive, 0x06054b50, (short)0, (short)0, (short)count, (short)count, (int)size, (int)start, (short)0);
        return [.. archive];
    }

    static byte[] Bytes(params object[] fields)
    {
        List<byte> bytes = [];
        Write(bytes, fields);
        return [.. bytes];
    }

    static void Write(List<byte> to, params object[] fields)
    {
        Span<byte> number = stackalloc byte[8];
        foreach (object field in fields)
        {
            if (field is byte[] bytes)
            {
                to.AddRange(bytes);
                continue;
            }

            (long value, int length) = field switch { short s => (s, 2), int i => (i, 4), long l => (l, 8), _ => throw new ArgumentException($"{field}") };
            BinaryPrimitives.WriteInt64LittleEndian(number, value);
            to.AddRange(number[..length]);
        }
    }
}
