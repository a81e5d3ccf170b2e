using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Unroll.Text;

/// <summary>
/// Passes bytes through and refuses what is not text: invalid UTF-8, a NUL byte, damaged compression, more than 8 GiB.
/// It sits below the decoder, which would otherwise put U+FFFD for wrong bytes without a word.
/// </summary>
sealed class CheckedText(Stream inner, string path) : ForwardStream
{
    const long MaximumLength = 8L << 30;

    // The bytes of a character that the last read cut in two.
    readonly byte[] partial = new byte[4];
    int partialLength;
    long line = 1, length;
    bool started;

    public override int Read(Span<byte> buffer)
    {
        int read;
        try
        {
            read = inner.Read(buffer);
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            throw new InvalidDataException(
                $"{path}: cannot be read past line {line} ({DataError.OneLine(e.Message)}); the file may be damaged or cut off.", e);
        }
        if (read > 0) Check(buffer[..read]);
        else if (partialLength > 0) throw Invalid(partial[0], line);
        length += read;
        if (length > MaximumLength) throw DataError.In(path, $"more than {MaximumLength} bytes; split the file.");
        return read;
    }

    void Check(ReadOnlySpan<byte> bytes)
    {
        if (!started) RefuseOtherFormats(bytes);
        started = true;
        bytes = bytes[FinishPartial(bytes)..];
        int nul = bytes.IndexOf((byte)0);
        if (nul >= 0)
        {
            throw DataError.At(path, line + bytes[..nul].Count((byte)'\n'), "a NUL byte; this is not a text file, or it is damaged.");
        }
        int tail = IncompleteTail(bytes);
        if (!Utf8.IsValid(bytes[..^tail])) throw FirstInvalid(bytes);
        bytes[^tail..].CopyTo(partial);
        partialLength = tail;
        line += bytes.Count((byte)'\n');
    }

    /// <summary>Completes the character cut by the last read; returns how many of these bytes belong to it.</summary>
    int FinishPartial(ReadOnlySpan<byte> bytes)
    {
        if (partialLength == 0) return 0;
        int taken = 0;
        while (true)
        {
            OperationStatus status = Rune.DecodeFromUtf8(partial.AsSpan(0, partialLength), out _, out _);
            if (status == OperationStatus.Done) break;
            if (status == OperationStatus.InvalidData) throw Invalid(partial[0], line);
            if (taken == bytes.Length) return taken;
            partial[partialLength++] = bytes[taken++];
        }
        partialLength = 0;
        return taken;
    }

    static int IncompleteTail(ReadOnlySpan<byte> bytes) =>
        !bytes.IsEmpty && Rune.DecodeLastFromUtf8(bytes, out _, out int used) == OperationStatus.NeedMoreData ? used : 0;

    InvalidDataException FirstInvalid(ReadOnlySpan<byte> bytes)
    {
        long at = line;
        while (Rune.DecodeFromUtf8(bytes, out Rune rune, out int used) == OperationStatus.Done)
        {
            if (rune.Value == '\n') at++;
            bytes = bytes[used..];
        }
        return Invalid(bytes[0], at);
    }

    InvalidDataException Invalid(byte first, long at) =>
        DataError.At(path, at, $"not UTF-8 (byte 0x{first:X2}); save the file as UTF-8, for example with: iconv -f windows-1252 -t utf-8.");

    void RefuseOtherFormats(ReadOnlySpan<byte> start)
    {
        string? mend = start switch
        {
            [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..] => "UTF-16; save the file as UTF-8, for example with: iconv -f utf-16 -t utf-8.",
            [(byte)'P', (byte)'A', (byte)'R', (byte)'1', ..] => "a Parquet file, which is not read because no package for it passes the Native AOT analyzers; write it as CSV or JSON lines, for example with pandas: read_parquet(...).to_csv(...).",
            [(byte)'P', (byte)'K', 3, 4, ..] => "a zip archive or a spreadsheet; unpack it, or save it as CSV.",
            _ => null,
        };
        if (mend is not null) throw DataError.In(path, mend);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) inner.Dispose();
        base.Dispose(disposing);
    }
}
