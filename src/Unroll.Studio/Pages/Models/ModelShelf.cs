using System.Diagnostics.CodeAnalysis;
using Unroll.Studio.Pages.Hosting;
using Unroll.Tasks;

namespace Unroll.Studio.Pages.Models;

/// <summary>The models under the studio's folder. A name that is not among them is refused, so no request reaches another folder.</summary>
sealed class ModelShelf(StudioOptions options)
{
    const int Depth = 3, MostLoaded = 6;

    static readonly EnumerationOptions Folders = new() { IgnoreInaccessible = true, AttributesToSkip = FileAttributes.Hidden | FileAttributes.ReparsePoint };

    // The last one used is at the end.
    readonly List<Loaded> loaded = [];
    readonly Lock loading = new();

    /// <summary>The folder with the models.</summary>
    internal string Root { get; } = Path.TrimEndingDirectorySeparator(Path.GetFullPath(options.Folder));

    /// <summary>Every model, sorted by name.</summary>
    internal IReadOnlyList<ModelEntry> List() => [.. Under(Root, Depth).Select(Entry).OrderBy(model => model.Name, StringComparer.OrdinalIgnoreCase)];

    /// <summary>Every model for a task.</summary>
    internal IReadOnlyList<ModelEntry> List(string task) => [.. List().Where(model => model.Task == task)];

    /// <summary>The model of a name.</summary>
    /// <exception cref="UnknownNameException">There is none.</exception>
    internal ModelEntry Find(string name) => TryFind(name, out ModelEntry? entry) ? entry
        : throw new UnknownNameException($"{name}: there is no model of this name in {Root}; it may have been moved or deleted.");

    /// <summary>The model of a name, if there is one; nothing of the others is read.</summary>
    internal bool TryFind(string name, [NotNullWhen(true)] out ModelEntry? entry)
    {
        string? folder = Under(Root, Depth).FirstOrDefault(each => NameOf(each) == name);
        entry = folder is null ? null : Entry(folder);
        return entry is not null;
    }

    /// <summary>A model, loaded once as long as its files stay the same.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="load">Loads a folder.</param>
    /// <exception cref="UnknownNameException">There is none of this name.</exception>
    /// <exception cref="InvalidDataException">It is damaged, or for another task.</exception>
    internal TModel Load<TModel>(string name, Func<string, TModel> load) where TModel : class
    {
        ModelEntry entry = Find(name);
        lock (loading)
        {
            Loaded? known = loaded.Find(one => one.Path == entry.Path && one.Changed == entry.Changed && one.Model is TModel);
            // Its weights may be here twice, once to answer and once under the microscope; of an earlier version nothing stays.
            loaded.RemoveAll(one => one == known || (one.Path == entry.Path && one.Changed != entry.Changed));
            known ??= new(entry.Path, entry.Changed, load(entry.Path));
            loaded.Add(known);
            if (loaded.Count > MostLoaded) loaded.RemoveAt(0);
            return (TModel)known.Model;
        }
    }

    static IEnumerable<string> Under(string folder, int depth)
    {
        if (IsModel(folder))
        {
            return [folder];
        }

        return depth == 0 ? [] : Directory.EnumerateDirectories(folder, "*", Folders).SelectMany(inner => Under(inner, depth - 1));
    }

    static bool IsModel(string folder) => File.Exists(Path.Combine(folder, "config.json")) && File.Exists(WeightsOf(folder));

    static string WeightsOf(string folder) => Path.Combine(folder, "model.safetensors");

    string NameOf(string folder) => folder == Root ? Path.GetFileName(Root) : Path.GetRelativePath(Root, folder).Replace(Path.DirectorySeparatorChar, '/');

    ModelEntry Entry(string folder)
    {
        string name = NameOf(folder);
        DateTime changed = File.GetLastWriteTimeUtc(WeightsOf(folder));
        try
        {
            string task = ModelFolder.TaskOf(folder);
            string? fault = StudioTask.Of(task) is null ? $"The studio has no page for the task \"{task}\"." : null;
            return new(name, folder, task, ModelFacts.Figures(folder), ModelFacts.Network(folder), changed, fault);
        }
        catch (InvalidDataException exception)
        {
            return new(name, folder, Task: null, [], "", changed, exception.Message);
        }
    }

    sealed record Loaded(string Path, DateTime Changed, object Model);
}
