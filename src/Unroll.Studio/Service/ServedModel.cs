using Unroll.Tasks;

namespace Unroll.Studio.Service;

/// <summary>A model that is served. When its folder changes it is loaded anew, and requests under way finish on the model they began with.</summary>
/// <param name="address">Its name, version and folder.</param>
abstract class ServedModel(ModelAddress address) : IDisposable
{
    /// <summary>Name, version and folder.</summary>
    internal ModelAddress Address => address;

    /// <summary>What it does: the word that <c>train --task</c> takes.</summary>
    internal abstract string Task { get; }

    /// <summary>The numbers that training changed.</summary>
    internal abstract long Parameters { get; }

    /// <summary>Texts that wait for their turn.</summary>
    internal virtual int Waiting => 0;

    /// <summary>When what answers now was loaded.</summary>
    internal DateTimeOffset Loaded { get; private protected set; }

    /// <summary>Why the folder as it is now cannot be loaded; null when what answers now is what is there.</summary>
    internal string? Fault { get; private protected set; }

    /// <summary>Loads the folder anew if it has changed. For one thread at a time.</summary>
    internal abstract void Look();

    /// <summary>Lets its threads end.</summary>
    public abstract void Dispose();

    /// <summary>Loads a model.</summary>
    /// <param name="address">Its name, version and folder.</param>
    /// <param name="limits">How much is computed at a time.</param>
    /// <param name="services">Clock and log.</param>
    /// <exception cref="InvalidDataException">A file is missing, damaged or another model's; one line that says which.</exception>
    internal static ServedModel Open(ModelAddress address, ServiceLimits limits, Surroundings services) => ModelFolder.TaskOf(address.Folder) switch
    {
        ServedClassifier.TaskName => new ServedClassifier(address, limits, services),
        ServedTagger.TaskName => new ServedTagger(address, limits, services),
        ServedTranslator.TaskName => new ServedTranslator(address, limits, services),
        ServedCaptioner.TaskName => new ServedCaptioner(address, limits, services),
        ServedGenerator.TaskName => new ServedGenerator(address, services),
        var other => throw new InvalidDataException($"{address.Folder}: the service knows nothing to do with a model for the task \"{other}\"; give one that classifies, tags, translates, captions or generates."),
    };
}

/// <summary>What a served model needs of the service around it.</summary>
/// <param name="Time">The clock.</param>
/// <param name="Log">Where it says that it was loaded, or could not be.</param>
readonly record struct Surroundings(TimeProvider Time, ILogger Log);

/// <summary>A model of one kind that is served.</summary>
/// <typeparam name="TModel">The library's class.</typeparam>
abstract class ServedModel<TModel> : ServedModel where TModel : class
{
    // Requests are computed side by side, each batch on one thread: that takes the cores better than one batch on all of them.
    const int Threads = 1;

    readonly Func<string, int?, TModel> load;
    readonly Surroundings services;
    volatile TModel current;
    FolderStamp seen, tried;

    private protected ServedModel(ModelAddress address, Func<string, int?, TModel> load, Surroundings services) : base(address)
    {
        (this.load, this.services) = (load, services);
        seen = tried = FolderStamp.Of(address.Folder);
        current = Load();
    }

    /// <summary>What answers now.</summary>
    internal TModel Current => current;

    internal override void Look()
    {
        FolderStamp now = FolderStamp.Of(Address.Folder);
        bool holdsStill = now == seen;
        seen = now;
        // Whoever copies a model takes a while: a folder is looked into when nothing has moved between two looks.
        if (now == tried || !holdsStill)
        {
            return;
        }

        tried = now;
        try
        {
            current = Load();
            Fault = null;
        }
        catch (Exception failure)
        {
            // Whatever is in the folder now, the service goes on.
            Fault = failure.Message.ReplaceLineEndings(" ");
            ServiceMeter.Reloads.Add(1, new("model", Address.Full), new("outcome", "kept"));
            Log.Kept(services.Log, Address.Full, Fault);
        }
    }

    TModel Load()
    {
        TModel model = load(Address.Folder, Threads);
        Loaded = services.Time.GetUtcNow();
        ServiceMeter.Reloads.Add(1, new("model", Address.Full), new("outcome", "loaded"));
        Log.Loaded(services.Log, Address.Full, Address.Folder);
        return model;
    }
}
