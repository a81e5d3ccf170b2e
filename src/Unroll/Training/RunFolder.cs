using System.Text;
using Unroll.Formats;

namespace Unroll.Training;

/// <summary>The folder of a run, held by one run at a time: its lock and its history.</summary>
/// <remarks>
/// The lock is the system's own on an open file, so it ends with the process, however that ends; the file itself is
/// removed when the run ends in order.
/// </remarks>
sealed class RunFolder : IDisposable
{
    readonly FileStream lockFile;
    readonly string historyPath;

    RunFolder(string path, FileStream lockFile)
    {
        (Path, this.lockFile) = (path, lockFile);
        historyPath = TrainingHistory.PathIn(path);
    }

    internal string Path { get; }

    /// <summary>Takes a folder, which is made where it is missing.</summary>
    /// <exception cref="IOException">Another run holds it, or it cannot be written.</exception>
    internal static RunFolder Take(string path)
    {
        string lockPath = System.IO.Path.Combine(path, "train.lock");
        try
        {
            Directory.CreateDirectory(path);
            return new(path, new FileStream(lockPath, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose));
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new IOException($"{path}: cannot be written: no permission; choose another folder or change the permission.", exception);
        }
        catch (IOException exception) when (File.Exists(lockPath))
        {
            throw new IOException($"{path}: another run is training here; wait until it ends or choose another folder.", exception);
        }
        catch (IOException exception)
        {
            throw new IOException($"{path}: cannot be made or written: {exception.Message.ReplaceLineEndings(" ")}", exception);
        }
    }

    /// <summary>Forgets a former run.</summary>
    internal void Clear()
    {
        Checkpoint.Delete(Path);
        File.Delete(historyPath);
    }

    /// <summary>The epochs before one, and drops from the file what a killed run had written after its last checkpoint.</summary>
    internal List<EpochRecord> HistoryBefore(int epoch)
    {
        List<EpochRecord> kept = [];
        if (!File.Exists(historyPath))
        {
            return kept;
        }

        // A line that was cut short belongs to an epoch that will be done again.
        foreach (string line in File.ReadLines(historyPath))
        {
            if (TrainingHistory.TryParse(line) is { } record && record.Epoch < epoch)
            {
                kept.Add(record);
            }
        }

        AtomicFile.WriteText(historyPath, TrainingHistory.Text(kept));
        return kept;
    }

    internal void Append(EpochRecord record)
    {
        try
        {
            using FileStream stream = new(historyPath, FileMode.Append, FileAccess.Write, FileShare.Read);
            stream.Write(Encoding.UTF8.GetBytes(TrainingHistory.Text([record])));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"{historyPath}: cannot be written: {exception.Message.ReplaceLineEndings(" ")}", exception);
        }
    }

    public void Dispose() => lockFile.Dispose();
}
