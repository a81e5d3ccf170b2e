using Unroll.Images;
using Unroll.Tasks.Captioning;

namespace Unroll.Cli.Images;

/// <summary>Pictures that a user has as files. This folder is left out of builds without SkiaSharp.</summary>
static class PictureFiles
{
    /// <summary>A picture of a folder as a captioner reads it; null where there is none of this name.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="name">As a table has it: the name of the file, or a path to it from the folder; what leads out of the folder counts for its last part.</param>
    /// <param name="side">Height and width that are wanted.</param>
    /// <param name="channels">Colours that are wanted: 3, or 1 for grey.</param>
    /// <exception cref="InvalidDataException">The file is no picture; one line that says why.</exception>
    internal static Picture? Find(string folder, string name, int side, int channels)
    {
        string[] places = name.Split('/', '\\');
        bool leadsOut = Path.IsPathRooted(name) || places.Contains("..");
        string? path = new[] { leadsOut ? null : Path.Combine(folder, name), Path.Combine(folder, places[^1]) }.FirstOrDefault(File.Exists);
        return path is null ? null : PictureFile.Read(path, side, channels);
    }

    /// <summary>A picture as a captioner reads it.</summary>
    /// <exception cref="InvalidDataException">The file is missing or no picture; one line that says why.</exception>
    internal static Picture Read(string path, int side, int channels) => PictureFile.Read(path, side, channels);
}
