namespace Unroll.Text;

/// <summary>
/// Finds data sets by name: first in the folder that the environment variable UNROLL_DATA names, then in the user's cache; what is in
/// neither is downloaded into the cache where an unchanged copy has a public address.
/// </summary>
/// <param name="folders">Folders to look in, in this order; each data set has a folder of its own below.</param>
/// <param name="cache">Where downloads go; it is looked in last.</param>
/// <param name="handler">Transport of downloads; null: the network.</param>
public sealed class DatasetStore(IReadOnlyList<string> folders, string cache, HttpMessageHandler? handler = null)
{
    /// <summary>The environment variable that names the user's folder of data sets.</summary>
    public const string FolderVariable = "UNROLL_DATA";

    /// <summary>Every data set that has a name.</summary>
    public static IReadOnlyList<NamedDataset> Catalogue => DatasetCatalogue.All;

    /// <summary>The store of this user on this machine.</summary>
    public static DatasetStore ForUser()
    {
        string? folder = Environment.GetEnvironmentVariable(FolderVariable);
        string local = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        return new(string.IsNullOrWhiteSpace(folder) ? [] : [folder], Path.Combine(local, "unroll", "data"));
    }

    /// <summary>The data set of a name, letter case aside; null if no data set is called so.</summary>
    public static NamedDataset? Find(string name) => Catalogue.FirstOrDefault(set => string.Equals(set.Name, name, StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether a data set can be loaded without a download.</summary>
    public bool IsHere(NamedDataset set) => set.Folder is null || Locate(set) is not null;

    /// <summary>The folder a data set would be loaded from; null if it is not on this machine or needs no folder.</summary>
    public string? Locate(NamedDataset set) => set.Folder is not { } name ? null
        : folders.Append(cache).SelectMany(folder => new[] { Path.Combine(folder, name), Path.Combine(folder, set.Name) })
            .FirstOrDefault(folder => new[] { set.Train, set.Validation, set.Test }.All(part => part.Count == 0 || Choose(part, folder) is not null));

    /// <summary>Loads a data set that is on this machine. A part that it does not have officially is empty.</summary>
    /// <exception cref="InvalidDataException">It is not on this machine, or a file is damaged.</exception>
    public TextSplit Load(NamedDataset set)
    {
        if (set.Name == DotNetDocsDataset.Name) return DotNetDocsDataset.Load();
        string folder = Locate(set) ?? throw DataError.In(set.Name, $"not found in {Looked(set)}; {HowToGet(set)}");
        TextDataset train = Read(set, set.Train, folder, classes: null);
        return new(train, Read(set, set.Validation, folder, train.ClassNames), Read(set, set.Test, folder, train.ClassNames));
    }

    /// <summary>Downloads the files of a data set into the cache; files that are there already are left alone.</summary>
    /// <param name="set">A data set with <see cref="NamedDataset.CanDownload"/>.</param>
    /// <param name="progress">Told the bytes received so far, over all files.</param>
    /// <param name="cancellationToken">Stops the download; nothing half done stays behind.</param>
    /// <exception cref="InvalidDataException">It has no address, the network fails, or a file is not the expected one.</exception>
    public async Task DownloadAsync(NamedDataset set, IProgress<long>? progress = null, CancellationToken cancellationToken = default)
    {
        if (!set.CanDownload) throw DataError.In(set.Name, HowToGet(set));
        Download download = new(set.Name, handler, progress);
        foreach (RemoteFile file in set.Remote)
        {
            await download.FetchAsync(file, Path.Combine(cache, set.Folder!, file.Path), cancellationToken).ConfigureAwait(false);
        }
    }

    static TextDataset Read(NamedDataset set, IReadOnlyList<DatasetPart> choices, string folder, IReadOnlyList<string>? classes)
    {
        if (choices.Count == 0) return new(set.Name, classes!, []);
        // Locate made sure that there is one.
        DatasetPart part = Choose(choices, folder)!;
        TextDataset data = Read(part, folder, classes);
        if (part.Further is not { } further) return new(set.Name, data.ClassNames, data, [.. Files(part, folder), .. data.Notes]);
        return new(set.Name, data.ClassNames, data.Concat(Read(further, folder, data.ClassNames)), [.. Files(part, folder), .. data.Notes]);
    }

    static TextDataset Read(DatasetPart part, string folder, IReadOnlyList<string>? classes)
    {
        string[] paths = [.. part.Files.Select(file => Path.Combine(folder, file))];
        TextDatasetOptions options = part.Options with { Classes = classes };
        return paths is [string table] ? TextDataset.FromCsv(table, options) : TextDataset.FromFiles(paths, options);
    }

    static IEnumerable<string> Files(DatasetPart part, string folder) =>
        [$"read from {folder}: {(part.Files.Count > 3 ? $"{part.Files.Count} files" : string.Join(", ", part.AllFiles))}"];

    static DatasetPart? Choose(IReadOnlyList<DatasetPart> choices, string folder) =>
        choices.FirstOrDefault(part => part.AllFiles.All(file => File.Exists(Path.Combine(folder, file))));

    string Looked(NamedDataset set) => string.Join(" and ", folders.Append(cache).Select(folder => Path.Combine(folder, set.Folder!)));

    string HowToGet(NamedDataset set)
    {
        string needed = string.Join(", ", new[] { set.Train, set.Validation, set.Test }.Where(part => part.Count > 0).SelectMany(part => part[0].AllFiles.Take(2)));
        string place = $"put its files ({needed}{(set.Train[0].Files.Count > 2 ? ", ..." : "")}) into {Path.Combine(cache, set.Folder!)}, or set {FolderVariable} to the folder above {set.Folder}.";
        return set.CanDownload ? $"download it, or {place}" : $"no unchanged copy has a public address; {place}";
    }
}
