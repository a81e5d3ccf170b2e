using Unroll.Training.Probes;

namespace Unroll.Training;

/// <summary>The folder of a run, held by one run at a time: its lock, its history and what was seen inside its steps.</summary>
/// <remarks>
/// The lock is the system's own on an open file, so it ends with the process, however that ends; the file itself is
/// removed when the run ends in order.
/// </remarks>
sealed class RunFolder : IDisposable
{
    readonly FileStream lockFile;

    RunFolder(string path, FileStream lockFile)
    {
        (Path, this.lockFile) = (path, lockFile);
        (History, Inspections) = (TrainingHistory.FileIn(path), TrainingInspection.FileIn(path));
    }

    internal string Path { get; }

    internal RecordFile<EpochRecord> History { get; }

    internal RecordFile<StepInspection> Inspections { get; }

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
        History.Delete();
        Inspections.Delete();
    }

    public void Dispose() => lockFile.Dispose();
}
