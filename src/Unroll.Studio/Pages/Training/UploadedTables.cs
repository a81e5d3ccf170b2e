using System.Collections.Concurrent;
using Unroll.Studio.Pages.Hosting;

namespace Unroll.Studio.Pages.Training;

/// <summary>Tables that a page has sent. They lie in a folder of the system's for temporary files and go with the studio.</summary>
sealed class UploadedTables : IDisposable
{
    readonly string folder = Directory.CreateTempSubdirectory("unroll-studio-").FullName;
    readonly ConcurrentDictionary<string, UploadedTable> tables = [];

    /// <summary>Keeps a table.</summary>
    /// <param name="name">What its file is called on the user's machine; for messages.</param>
    /// <param name="content">Its bytes.</param>
    /// <param name="cancellationToken">Gives up.</param>
    internal async Task<UploadedTable> KeepAsync(string name, Stream content, CancellationToken cancellationToken)
    {
        string id = Guid.NewGuid().ToString("N"), shown = Shown(name);
        // In a folder of its own under its own name, because messages and compression go by the name.
        DirectoryInfo own = Directory.CreateDirectory(Path.Combine(folder, id));
        string path = Path.Combine(own.FullName, shown);
        try
        {
            await WriteAsync(path, content, cancellationToken).ConfigureAwait(false);
            if (new FileInfo(path).Length == 0)
            {
                throw new InvalidDataException($"{shown}: the file is empty.");
            }
        }
        catch
        {
            // Half a table, which may be large, is of no use to anybody.
            own.Delete(recursive: true);
            throw;
        }

        return tables[id] = new(id, shown, path);
    }

    /// <summary>A table that was sent.</summary>
    /// <exception cref="UnknownNameException">There is none.</exception>
    internal UploadedTable Find(string id) => tables.TryGetValue(id, out UploadedTable? table) ? table
        : throw new UnknownNameException("this table is no longer here; choose the file again.");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    static async Task WriteAsync(string path, Stream content, CancellationToken cancellationToken)
    {
        FileStream file = new(path, FileMode.CreateNew, FileAccess.Write);
        await using (file.ConfigureAwait(false))
        {
            await content.CopyToAsync(file, cancellationToken).ConfigureAwait(false);
        }
    }

    static string Shown(string name)
    {
        string plain = new([.. Path.GetFileName(name).Where(c => !char.IsControl(c) && !Path.GetInvalidFileNameChars().Contains(c))]);
        string end = plain.Length > 100 ? plain[^100..] : plain;
        return end.Trim('.', ' ').Length == 0 ? "table.csv" : end;
    }
}

/// <summary>A table on this machine.</summary>
/// <param name="Id">What pages call it.</param>
/// <param name="Name">What the user calls it.</param>
/// <param name="Path">Where it lies.</param>
sealed record UploadedTable(string Id, string Name, string Path)
{
    /// <summary>What goes wrong names the user's file, not the copy.</summary>
    internal T Read<T>(Func<string, T> read)
    {
        try
        {
            return read(Path);
        }
        catch (InvalidDataException exception)
        {
            throw new InvalidDataException(exception.Message.Replace(Path, Name, StringComparison.Ordinal), exception);
        }
    }
}
