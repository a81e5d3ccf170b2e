using Unroll.Text;

namespace Unroll.Cli.Input;

/// <summary>A data set that is known by name.</summary>
/// <param name="Name">The name.</param>
/// <param name="State">Where it is.</param>
/// <param name="Description">What it is.</param>
sealed record KnownData(string Name, string State, string Description);

/// <summary>What a user names as data: a path, or the name of a known data set.</summary>
static class DataSource
{
    /// <summary>The data sets known by name.</summary>
    internal static IReadOnlyList<KnownData> Known { get; } =
    [
        new(DotNetDocsDataset.Name, "in the .NET SDK", "Which area of .NET does a sentence document? 20 areas; the documentation of the installed SDK."),
    ];

    /// <summary>Whether this is the name of a known data set. Names win over paths: write ./name for a path.</summary>
    internal static bool IsName(string data) => data == DotNetDocsDataset.Name;

    /// <summary>Whether the data brings its own test part along.</summary>
    internal static bool HasTestPart(string data) => IsName(data);

    /// <summary>The name for what is made from the data: reviews for ../reviews.csv.gz.</summary>
    internal static string BaseName(string data)
    {
        string name = Path.GetFileName(Path.TrimEndingDirectorySeparator(IsName(data) ? data : Path.GetFullPath(data)));
        if (name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase)) name = Path.GetFileNameWithoutExtension(name);
        return Path.GetFileNameWithoutExtension(name) is { Length: > 0 } bare ? bare : name;
    }

    /// <summary>Data to learn from, and the held-out parts that a known data set brings along.</summary>
    /// <exception cref="InvalidDataException">There is no such data, or it is at fault.</exception>
    internal static TextSplit Load(string data, TextDatasetOptions options)
    {
        if (data == DotNetDocsDataset.Name) return DotNetDocsDataset.Load();
        if (!File.Exists(data) && !Directory.Exists(data))
        {
            throw new InvalidDataException($"{data}: no such file or folder, and no data set of this name; known are {DotNetDocsDataset.Name}.");
        }
        TextDataset all = TextDataset.Load(data, options);
        return new(all, all.Select([]), all.Select([]));
    }

    /// <summary>Data to measure on: a path, or the test part of a known data set.</summary>
    /// <exception cref="InvalidDataException">There is no such data, or it is at fault.</exception>
    internal static TextDataset LoadPart(string data, TextDatasetOptions options)
    {
        TextSplit parts = Load(data, options);
        return parts.Test.Count > 0 ? parts.Test : parts.Train;
    }
}
