using Microsoft.Win32.SafeHandles;

namespace Unroll.Formats;

/// <summary>A file's bytes by position, for readers that believe nothing a file says about itself.</summary>
sealed class FileBytes : IDisposable
{
    readonly SafeFileHandle handle;

    /// <exception cref="IOException">The file is missing or cannot be read.</exception>
    /// <exception cref="InvalidDataException">It is a pipe or a device.</exception>
    internal FileBytes(string path)
    {
        if (!File.Exists(path))
        {
            throw new FileNotFoundException($"{path}: there is no such file.");
        }

        Path = path;
        handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        try
        {
            Length = RandomAccess.GetLength(handle);
        }
        catch (NotSupportedException exception)
        {
            handle.Dispose();
            throw new InvalidDataException($"{path}: weights cannot be read from a pipe or a device; save them to a file first.", exception);
        }
    }

    /// <summary>The file, for messages.</summary>
    internal string Path { get; }

    /// <summary>Its length when it was opened.</summary>
    internal long Length { get; }

    /// <summary>Reads as many bytes as the destination takes.</summary>
    /// <exception cref="InvalidDataException">The file ends before.</exception>
    internal void Fill(Span<byte> destination, long offset)
    {
        while (destination.Length > 0)
        {
            int count = RandomAccess.Read(handle, destination, offset);
            if (count == 0)
            {
                throw new InvalidDataException($"{Path}: not a usable file: it ended at byte {offset} while it was being read.");
            }

            destination = destination[count..];
            offset += count;
        }
    }

    /// <summary>Reads some bytes into memory of their own; the caller has compared the count with the length.</summary>
    /// <exception cref="InvalidDataException">The file ends before.</exception>
    internal byte[] Read(long offset, int count)
    {
        byte[] bytes = new byte[count];
        Fill(bytes, offset);
        return bytes;
    }

    public void Dispose() => handle.Dispose();
}
