using System.Globalization;
using System.Text;

namespace Unroll.Cli.Input;

/// <summary>Lines of UTF-8 from a stream, handed on as soon as they are there: whoever types or pipes sees answers without delay.</summary>
/// <param name="stream">The bytes; a byte order mark at the start does not count.</param>
/// <param name="name">For messages.</param>
sealed class InputLines(Stream stream, string name)
{
    const int FirstSize = 1 << 16, LargestLine = 256 << 20;

    static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    byte[] buffer = new byte[FirstSize];
    int start, end;
    long number;

    /// <summary>The lines that have come since the last call, one at least; empty at the end of the stream.</summary>
    /// <exception cref="InvalidDataException">A line is not UTF-8 or longer than memory should hold.</exception>
    internal IReadOnlyList<string> Next()
    {
        List<string> lines = [];
        while (lines.Count == 0)
        {
            MakeRoom();
            int read = stream.Read(buffer, end, buffer.Length - end);
            int searched = end;
            end += read;
            if (read == 0)
            {
                if (start < end) lines.Add(Decode(end));
                start = end;
                return lines;
            }
            while (Array.IndexOf(buffer, (byte)'\n', searched, end - searched) is int at and >= 0)
            {
                lines.Add(Decode(at));
                start = searched = at + 1;
            }
        }
        return lines;
    }

    void MakeRoom()
    {
        if (start > 0) Buffer.BlockCopy(buffer, start, buffer, 0, end - start);
        (start, end) = (0, end - start);
        if (end < buffer.Length) return;
        if (buffer.Length >= LargestLine)
        {
            throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"{name}, line {number + 1}: longer than {LargestLine} bytes; split it."));
        }
        Array.Resize(ref buffer, buffer.Length * 2);
    }

    string Decode(int lineEnd)
    {
        ReadOnlySpan<byte> line = buffer.AsSpan(start, lineEnd - start);
        if (number++ == 0 && line.StartsWith(Encoding.UTF8.Preamble)) line = line[Encoding.UTF8.Preamble.Length..];
        if (line.EndsWith("\r"u8)) line = line[..^1];
        try
        {
            return Strict.GetString(line);
        }
        catch (DecoderFallbackException e)
        {
            byte wrong = e.BytesUnknown is [byte first, ..] ? first : (byte)0;
            throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture,
                $"{name}, line {number}: not UTF-8 (byte 0x{wrong:X2}); convert it first, for example with: iconv -f windows-1252 -t utf-8."), e);
        }
    }
}
