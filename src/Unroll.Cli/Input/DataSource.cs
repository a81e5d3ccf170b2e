using Unroll.Cli.Output;
using Unroll.Text;

namespace Unroll.Cli.Input;

/// <summary>What a user names as data: a path, or the name of a known data set.</summary>
static class DataSource
{
    static string KnownNames => string.Join(", ", DatasetStore.Catalogue.Select(set => set.Name));

    /// <summary>Whether this is the name of a known data set. Names win over paths: write ./name for a path.</summary>
    internal static bool IsName(string data) => DatasetStore.Find(data) is not null;

    /// <summary>The name for what is made from the data: reviews for ../reviews.csv.gz.</summary>
    internal static string BaseName(string data)
    {
        if (DatasetStore.Find(data) is { } known) return known.Name;
        string name = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(data)));
        if (name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase)) name = Path.GetFileNameWithoutExtension(name);
        return Path.GetFileNameWithoutExtension(name) is { Length: > 0 } bare ? bare : name;
    }

    /// <summary>Data to learn from, and the held-out parts that a known data set brings along; a known data set that is not here is downloaded.</summary>
    /// <exception cref="InvalidDataException">There is no such data, or it is at fault.</exception>
    /// <exception cref="OperationCanceledException">The download was interrupted.</exception>
    internal static TextSplit Load(string data, TextDatasetOptions options, CancellationToken cancellationToken = default)
    {
        if (DatasetStore.Find(data) is { } known)
        {
            DatasetStore store = DatasetStore.ForUser();
            if (known.CanDownload) Fetch(store, known, cancellationToken);
            return store.Load(known);
        }
        if (!File.Exists(data) && !Directory.Exists(data))
        {
            throw new InvalidDataException($"{data}: no such file or folder, and no data set of this name; known are {KnownNames}.");
        }
        TextDataset all = TextDataset.Load(data, options);
        return new(all, all.Select([]), all.Select([]));
    }

    /// <summary>Data to measure on: a path, or the test part of a known data set.</summary>
    /// <exception cref="InvalidDataException">There is no such data, or it is at fault.</exception>
    /// <exception cref="OperationCanceledException">The download was interrupted.</exception>
    internal static TextDataset LoadPart(string data, TextDatasetOptions options, CancellationToken cancellationToken = default)
    {
        TextSplit parts = Load(data, options, cancellationToken);
        return parts.Test.Count > 0 ? parts.Test : parts.Train;
    }

    /// <summary>A known data set by its name.</summary>
    /// <exception cref="InvalidDataException">There is none.</exception>
    internal static NamedDataset Named(string name) => DatasetStore.Find(name)
        ?? throw new InvalidDataException($"{name}: no data set of this name; known are {KnownNames}.");

    /// <summary>Downloads a known data set unless it is here.</summary>
    /// <exception cref="InvalidDataException">It cannot be had, or what came is not what it should be.</exception>
    /// <exception cref="OperationCanceledException">The download was interrupted; nothing half done stays behind.</exception>
    internal static void Fetch(DatasetStore store, NamedDataset set, CancellationToken cancellationToken)
    {
        if (store.IsHere(set)) return;
        if (set.CanDownload) Page.Remarks.Say($"{set.Name}: not on this machine, downloading it (terms of use: {set.Terms})");
        using DownloadDisplay progress = new(set.Name);
        store.DownloadAsync(set, progress, cancellationToken).GetAwaiter().GetResult();
    }
}
