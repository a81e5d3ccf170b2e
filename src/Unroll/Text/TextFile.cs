using System.Text;

namespace Unroll.Text;

/// <summary>Opening a user's file: gzip known by its content, text known to be UTF-8, every failure one line.</summary>
static class TextFile
{
    const int BufferSize = 1 << 16;

    /// <summary>No file that belongs to a model or a tokenizer is larger.</summary>
    const int MaximumWhole = 256 << 20;

    /// <summary>Opens a text, gzip or not, as characters; reading throws <see cref="InvalidDataException"/> on anything but UTF-8.</summary>
    /// <exception cref="InvalidDataException">The file is missing, empty, a directory or not readable.</exception>
    internal static StreamReader OpenText(string path) =>
        new(OpenBytes(path), Encoding.UTF8, detectEncodingFromByteOrderMarks: false, BufferSize);

    /// <summary>Opens a text, gzip or not, as bytes of UTF-8; reading throws <see cref="InvalidDataException"/> on anything else.</summary>
    /// <exception cref="InvalidDataException">The file is missing, empty, a directory or not readable.</exception>
    internal static Stream OpenBytes(string path) => new CheckedText(OpenDecompressed(path), path);

    internal static byte[] ReadAllBytes(string path)
    {
        using FileStream file = Open(path);
        if (file.Length > MaximumWhole)
        {
            throw DataError.In(path, $"{file.Length} bytes; a file of this kind has at most {MaximumWhole}.");
        }
        byte[] content = new byte[file.Length];
        file.ReadExactly(content);
        return content;
    }

    static Stream OpenDecompressed(string path)
    {
        FileStream file = Open(path);
        Span<byte> start = stackalloc byte[2];
        int read = file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        if (read == 0)
        {
            file.Dispose();
            throw DataError.In(path, "the file is empty.");
        }
        file.Position = 0;
        return start is [0x1F, 0x8B] ? new WholeGzip(file) : file;
    }

    static FileStream Open(string path)
    {
        if (Directory.Exists(path)) throw DataError.In(path, "is a directory; name a file.");
        try
        {
            FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, BufferSize, FileOptions.SequentialScan);
            if (file.CanSeek) return file;
            file.Dispose();
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException or ArgumentException or PathTooLongException)
        {
            throw new InvalidDataException($"{DataError.OneLine(path)}: no such file.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InvalidDataException($"{path}: cannot be read ({DataError.OneLine(e.Message)}).", e);
        }
        // Data is looked at first and then read, so it has to be there twice.
        throw DataError.In(path, "is a pipe, which can be read only once; write it into a file and name that.");
    }
}
