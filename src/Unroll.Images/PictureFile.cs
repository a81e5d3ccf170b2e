using Unroll.Tasks.Captioning;

namespace Unroll.Images;

/// <summary>Reads pictures from files as people have them.</summary>
/// <remarks>A file is not believed: its size and the size it claims to decode to are held to <see cref="MostBytes"/> and <see cref="MostPixels"/> first.</remarks>
public static class PictureFile
{
    /// <summary>Larger files are refused.</summary>
    public const int MostBytes = 64 << 20;

    /// <summary>Files that say they hold more pixels are refused, before any is decoded.</summary>
    public const int MostPixels = 64_000_000;

    const int Rgb = 3;

    /// <summary>Endings of the files that can be read, in lower case.</summary>
    public static IReadOnlyList<string> Endings { get; } = [".jpg", ".jpeg", ".png", ".webp", ".gif", ".bmp"];

    /// <summary>Whether a file's name ends as those of pictures do.</summary>
    /// <param name="path">A name or path.</param>
    public static bool HasEnding(string path) => Endings.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase);

    /// <summary>Reads a whole picture, upright, in red, green and blue.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidDataException">The file is missing, too large, damaged or no picture; one line that says which.</exception>
    /// <exception cref="PlatformNotSupportedException">The native library does not run here.</exception>
    public static Picture Read(string path) => PictureDecoder.Decode(Content(path), path);

    /// <summary>Reads the square in the middle of a picture, scaled.</summary>
    /// <param name="path">The file.</param>
    /// <param name="side">Height and width of what is given back, in pixels; 1 or more.</param>
    /// <param name="channels">3 for red, green and blue, 1 for grey.</param>
    /// <exception cref="InvalidDataException">The file is missing, too large, damaged or no picture; one line that says which.</exception>
    /// <exception cref="PlatformNotSupportedException">The native library does not run here.</exception>
    public static Picture Read(string path, int side, int channels = Rgb) => Decode(Content(path), path, side, channels);

    /// <summary>The square in the middle of a picture whose file is in memory, scaled.</summary>
    /// <param name="content">The bytes of the file.</param>
    /// <param name="origin">What messages call it.</param>
    /// <param name="side">Height and width of what is given back, in pixels; 1 or more.</param>
    /// <param name="channels">3 for red, green and blue, 1 for grey.</param>
    /// <exception cref="InvalidDataException">The file is too large, damaged or no picture; one line that says which.</exception>
    /// <exception cref="PlatformNotSupportedException">The native library does not run here.</exception>
    public static Picture Decode(ReadOnlySpan<byte> content, string origin, int side, int channels = Rgb)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(side, 1);
        if (channels is not (1 or Rgb)) throw new ArgumentOutOfRangeException(nameof(channels), channels, "A picture has 3 channels, or 1 for grey.");
        Picture square = PictureScaling.SquareInMiddle(PictureDecoder.Decode(content, origin)), scaled = PictureScaling.Scale(square, side);
        return channels == Rgb ? scaled : PictureScaling.Grey(scaled);
    }

    static byte[] Content(string path)
    {
        if (Directory.Exists(path)) throw new InvalidDataException($"{path}: is a folder; name a picture in it.");
        try
        {
            using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            if (!file.CanSeek) throw new InvalidDataException($"{path}: is a pipe or a device; name a file.");
            if (file.Length == 0) throw new InvalidDataException($"{path}: the file is empty.");
            if (file.Length > MostBytes) throw new InvalidDataException($"{path}: {file.Length} bytes; a picture has at most {MostBytes}.");
            byte[] content = new byte[file.Length];
            file.ReadExactly(content);
            return content;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException or ArgumentException or PathTooLongException)
        {
            throw new InvalidDataException($"{path.ReplaceLineEndings(" ")}: no such file.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InvalidDataException($"{path}: cannot be read ({e.Message.ReplaceLineEndings(" ")}).", e);
        }
    }
}
