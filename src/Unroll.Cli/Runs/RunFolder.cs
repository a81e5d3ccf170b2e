using System.Globalization;
using Unroll.Cli.Input;
using Unroll.Training;
using Unroll.Training.Probes;

namespace Unroll.Cli.Runs;

/// <summary>
/// Where a run keeps its checkpoints until it is done: beside the model folder, so that a finished model stays whole until it is replaced.
/// One run at a time holds it.
/// </summary>
sealed class RunFolder : IDisposable
{
    const string Ending = ".unfinished", RequestFile = "run.json", LockFile = "lock", Configuration = "config.json", Weights = "model.safetensors";

    readonly FileStream held;

    RunFolder(string model, FileStream held)
    {
        Model = model;
        this.held = held;
    }

    /// <summary>The model folder, as the user wrote it.</summary>
    internal string Model { get; }

    /// <summary>The folder of the checkpoints.</summary>
    internal string Path => PathOf(Model);

    /// <summary>Begins a run.</summary>
    /// <exception cref="InvalidDataException">The model folder holds something else, or an unfinished run that may be worth keeping.</exception>
    internal static RunFolder Begin(string model, TrainingRequest request)
    {
        RefuseForeignFolder(model);
        foreach (string source in request.Data.Sources) RefuseInside(source, model);
        RunFolder run = Hold(model);
        try
        {
            if (run.HasCheckpoint)
            {
                throw new InvalidDataException(
                    $"{run.Path} holds a run that was interrupted; continue it with: {CommandName.Written("train", "--resume", model)} or delete that folder to begin anew.");
            }
            request.Write(System.IO.Path.Combine(run.Path, RequestFile));
            return run;
        }
        catch
        {
            run.Dispose();
            throw;
        }
    }

    /// <summary>Goes on with a run.</summary>
    /// <exception cref="InvalidDataException">There is none.</exception>
    internal static (RunFolder Run, TrainingRequest Request) Resume(string model)
    {
        string request = System.IO.Path.Combine(PathOf(model), RequestFile);
        if (!File.Exists(request))
        {
            throw new InvalidDataException(IsModel(model)
                ? $"{model}: this run is finished, there is nothing to resume; the model is ready to be used, or to be trained anew without --resume."
                : $"{model}: there is no interrupted run of this name ({PathOf(model)} does not exist).");
        }
        RunFolder run = Hold(model);
        try
        {
            return (run, TrainingRequest.Read(request));
        }
        catch
        {
            run.Dispose();
            throw;
        }
    }

    /// <summary>The model's folder, given back; whoever names a model whose training was interrupted hears how it goes on.</summary>
    /// <exception cref="InvalidDataException">There is no model yet, but an interrupted run.</exception>
    internal static string RequireFinished(string model) => IsModel(model) || !Checkpoint.Exists(PathOf(model)) ? model
        : throw new InvalidDataException($"{model}: its training was interrupted or still goes on; continue it with: {CommandName.Written("train", "--resume", model)}");

    /// <summary>Whether there is work that could be lost.</summary>
    internal bool HasCheckpoint => Checkpoint.Exists(Path);

    /// <summary>Where the run stands, in words.</summary>
    internal string Position
    {
        get
        {
            CheckpointInfo at = Checkpoint.Describe(Path);
            return string.Create(CultureInfo.InvariantCulture, $"going on after step {at.Step}, in epoch {at.Epoch}");
        }
    }

    /// <summary>Deletes the checkpoint: the model is saved.</summary>
    internal void Delete() => Checkpoint.Delete(Path);

    /// <summary>Lets go of the folder; where there is no checkpoint in it, nothing in it is worth keeping.</summary>
    public void Dispose()
    {
        bool keep = HasCheckpoint;
        held.Dispose();
        if (keep || !Directory.Exists(Path)) return;
        foreach (string file in new[] { System.IO.Path.Combine(Path, RequestFile), TrainingHistory.PathIn(Path), TrainingInspection.PathIn(Path) }) File.Delete(file);
        if (!Directory.EnumerateFileSystemEntries(Path).Any()) Directory.Delete(Path);
    }

    static string PathOf(string model) => System.IO.Path.TrimEndingDirectorySeparator(model) + Ending;

    static bool IsModel(string folder) =>
        File.Exists(System.IO.Path.Combine(folder, Configuration)) && File.Exists(System.IO.Path.Combine(folder, Weights));

    static void RefuseForeignFolder(string model)
    {
        bool foreign = File.Exists(model) || (Directory.Exists(model) && !IsModel(model) && Directory.EnumerateFileSystemEntries(model).Any());
        if (foreign)
        {
            throw new InvalidDataException($"{model} exists and is not a model folder; it stays as it is. Choose another folder with -o, such as -o {model}-model.");
        }
    }

    // What is written there would be read as data: at the latest when the run is resumed.
    static void RefuseInside(string data, string model)
    {
        if (DataSource.IsName(data) || !Directory.Exists(data)) return;
        string folder = System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(data)) + System.IO.Path.DirectorySeparatorChar;
        string inside = System.IO.Path.GetFullPath(model);
        if (!inside.StartsWith(folder, StringComparison.Ordinal)) return;
        throw new InvalidDataException($"{model} lies inside the data, {data}; choose another folder with -o, such as -o {System.IO.Path.TrimEndingDirectorySeparator(folder)}-model.");
    }

    static RunFolder Hold(string model)
    {
        string folder = PathOf(model);
        string path = System.IO.Path.Combine(folder, LockFile);
        try
        {
            Directory.CreateDirectory(folder);
            return new(model, new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose));
        }
        catch (IOException e) when (File.Exists(path))
        {
            throw new InvalidDataException($"{model}: another run is writing this folder; wait until it ends, or choose another folder with -o.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture,
                $"{folder}: cannot be written ({e.Message}); choose another folder with -o."), e);
        }
    }
}
