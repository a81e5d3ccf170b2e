namespace Unroll.Text;

/// <summary>A data set that is known by a name.</summary>
/// <param name="Name">What a user types.</param>
/// <param name="Summary">One line for a list: what it is and how large.</param>
/// <param name="Terms">What its owners allow, in a few words.</param>
public sealed record NamedDataset(string Name, string Summary, string Terms)
{
    /// <summary>Folder of its files below a data folder; null if it has none (dotnet-docs).</summary>
    internal string? Folder { get; init; }

    /// <summary>The training part, in order of preference: the first whose files are all there is read.</summary>
    internal IReadOnlyList<DatasetPart> Train { get; init; } = [];

    /// <summary>The official validation part, likewise; empty if there is none.</summary>
    internal IReadOnlyList<DatasetPart> Validation { get; init; } = [];

    /// <summary>The official test part, likewise; empty if there is none.</summary>
    internal IReadOnlyList<DatasetPart> Test { get; init; } = [];

    /// <summary>What to download if the files are nowhere on this machine; empty if no unchanged copy has a public address.</summary>
    internal IReadOnlyList<RemoteFile> Remote { get; init; } = [];

    /// <summary>Whether it can be downloaded.</summary>
    public bool CanDownload => Remote.Count > 0;

    /// <inheritdoc/>
    public override string ToString() => $"{Name}: {Summary}";
}

/// <summary>Files that make up one part of a data set.</summary>
/// <param name="Files">Paths below the data set's folder: one is a table, several are a class each.</param>
/// <param name="Options">How to read them.</param>
/// <param name="Further">A further part in another form whose texts are put behind; null if there is none.</param>
sealed record DatasetPart(IReadOnlyList<string> Files, TextDatasetOptions Options, DatasetPart? Further = null)
{
    /// <summary>Every file that the part needs.</summary>
    internal IEnumerable<string> AllFiles => Further is null ? Files : Files.Concat(Further.AllFiles);
}
