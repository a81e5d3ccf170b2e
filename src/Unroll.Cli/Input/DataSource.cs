using Unroll.Text;

namespace Unroll.Cli.Input;

/// <summary>A part of a data set that has several.</summary>
enum DataPart
{
    Train,
    Validation,
    Test,
}

/// <summary>What a user names as data: a path, or the name of a known data set.</summary>
static class DataSource
{
    internal static bool HasTestPart(string data) => false;

    internal static bool IsName(string data) => false;

    /// <summary>The name for what is made from the data: reviews for ../reviews.csv.gz.</summary>
    internal static string BaseName(string data)
    {
        string name = Path.GetFileName(Path.TrimEndingDirectorySeparator(IsName(data) ? data : Path.GetFullPath(data)));
        if (name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase)) name = Path.GetFileNameWithoutExtension(name);
        return Path.GetFileNameWithoutExtension(name) is { Length: > 0 } bare ? bare : name;
    }

    /// <exception cref="InvalidDataException">There is no such data, or it is at fault.</exception>
    internal static TextDataset Load(string data, DataPart part, TextDatasetOptions options) => TextDataset.Load(data, options);
}
