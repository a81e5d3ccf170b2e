using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Unroll.Tasks.Captioning;

/// <summary>Pictures as PNG files (ISO/IEC 15948): eight bits a colour, grey or red, green and blue, no filter.</summary>
static class PngImage
{
    const byte BitDepth = 8, Grey = 0, Rgb = 2, NoFilter = 0;

    /// <summary>The file of a picture; of other than one or three channels the first is shown as grey.</summary>
    internal static byte[] Of(Picture picture)
    {
        using MemoryStream file = new();
        file.Write([0x89, (byte)'P', (byte)'N', (byte)'G', (byte)'\r', (byte)'\n', 0x1A, (byte)'\n']);
        int colors = picture.Channels == 3 ? 3 : 1;
        byte[] header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, picture.Width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), picture.Height);
        (header[8], header[9]) = (BitDepth, colors == 3 ? Rgb : Grey);
        WriteChunk(file, "IHDR", header);
        WriteChunk(file, "IDAT", Compressed(picture, colors));
        WriteChunk(file, "IEND", []);
        return file.ToArray();
    }

    static byte[] Compressed(Picture picture, int colors)
    {
        using MemoryStream compressed = new();
        using (ZLibStream writer = new(compressed, CompressionLevel.Optimal, leaveOpen: true))
        {
            byte[] line = new byte[1 + colors * picture.Width];
            line[0] = NoFilter;
            for (int y = 0; y < picture.Height; y++)
            {
                for (int i = 0; i < line.Length - 1; i++)
                {
                    line[i + 1] = picture.Values[(i % colors * picture.Height + y) * picture.Width + i / colors];
                }

                writer.Write(line);
            }
        }

        return compressed.ToArray();
    }

    static void WriteChunk(MemoryStream file, string type, byte[] content)
    {
        byte[] typed = [.. Encoding.ASCII.GetBytes(type), .. content];
        byte[] number = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, content.Length);
        file.Write(number);
        file.Write(typed);
        BinaryPrimitives.WriteUInt32BigEndian(number, Checksum(typed));
        file.Write(number);
    }

    // CRC-32 with the polynomial of the standard, bit by bit: pictures are small.
    static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        uint sum = uint.MaxValue;
        foreach (byte value in bytes)
        {
            sum ^= value;
            for (int bit = 0; bit < 8; bit++)
            {
                sum = (sum >> 1) ^ ((sum & 1) * 0xEDB88320);
            }
        }

        return ~sum;
    }
}
