using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Unroll.Formats;
using Unroll.Layers;
using Unroll.Tensors;
using Unroll.Training;
using Unroll.Training.Probes;

namespace Unroll.Tasks;

/// <summary>What config.json says whatever the task; a task's own record adds what it needs to build its network again.</summary>
abstract record ModelConfiguration
{
    /// <summary>What the model does.</summary>
    [JsonPropertyOrder(-2)]
    public string Task { get; init; } = "";

    /// <summary>Of this format.</summary>
    [JsonPropertyOrder(-1)]
    public int Version { get; init; }

    /// <summary>SHA-256 of each file that belongs to the vocabulary or the tokenizer, so that files of different models are noticed.</summary>
    [JsonPropertyOrder(1)]
    public IReadOnlyDictionary<string, string> Sha256 { get; init; } = new Dictionary<string, string>();
}

/// <summary>
/// A model on disk: config.json, model.safetensors, the files of vocabulary and tokenizer, metrics.json, history.jsonl and perhaps
/// inspection.jsonl; whoever trained it may keep run.json and results.json beside them, and encoder.onnx with encoder.json.
/// </summary>
public static class ModelFolder
{
    const string Configuration = "config.json", Weights = "model.safetensors", Metrics = "metrics.json";
    const int Version = 1;
    const int LargestConfiguration = 1 << 20;

    /// <summary>What the model in a folder does: the word that <c>train --task</c> takes.</summary>
    /// <param name="folder">A folder that training wrote.</param>
    /// <exception cref="InvalidDataException">There is no model, or its configuration is damaged; one line that names the file.</exception>
    public static string TaskOf(string folder)
    {
        string path = RequiredFile(folder, Configuration);
        try
        {
            using JsonDocument document = JsonDocument.Parse(ReadSmall(path));
            return document.RootElement.GetProperty("task").GetString() ?? throw new KeyNotFoundException("task is null");
        }
        catch (JsonException exception)
        {
            throw DamagedAt(path, exception);
        }
        catch (Exception exception) when (exception is KeyNotFoundException or InvalidOperationException)
        {
            throw Damaged($"{path}: expected a text with the name task", exception);
        }
    }

    /// <summary>Where a model says what it is made of.</summary>
    internal static string ConfigurationPathIn(string folder) => Path.Combine(folder, Configuration);

    /// <summary>Where whoever trained a model may keep what was asked for; saving the model anew, or with other weights, removes it.</summary>
    /// <param name="folder">The model's folder.</param>
    public static string RequestPathIn(string folder) => Path.Combine(folder, "run.json");

    /// <summary>Where whoever trained a model may keep what came out; saving the model anew, or with other weights, removes it.</summary>
    /// <param name="folder">The model's folder.</param>
    public static string ResultsPathIn(string folder) => Path.Combine(folder, "results.json");

    /// <summary>
    /// Where whoever trained a captioner may keep the network for pictures that makes its feature grids. It goes along when the model is copied
    /// with other weights; saving a model anew removes it.
    /// </summary>
    /// <param name="folder">The model's folder.</param>
    public static string EncoderPathIn(string folder) => Path.Combine(folder, "encoder.onnx");

    /// <summary>Where whoever trained a captioner may keep how that network is fed; it comes and goes with <see cref="EncoderPathIn"/>.</summary>
    /// <param name="folder">The model's folder.</param>
    public static string EncoderDescriptionPathIn(string folder) => Path.Combine(folder, "encoder.json");

    /// <summary>Writes a model, each file as a whole.</summary>
    /// <param name="folder">Made when missing.</param>
    /// <param name="task">What the model does.</param>
    /// <param name="configuration">The task's own part of config.json; the common part is filled in.</param>
    /// <param name="json">How it is written.</param>
    /// <param name="files">Vocabulary and tokenizer.</param>
    /// <param name="network">Its parameters become model.safetensors.</param>
    /// <param name="training">Becomes history.jsonl and, where steps were looked into, inspection.jsonl; null for a model that was not trained here.</param>
    internal static void Save<TConfiguration>(
        string folder, string task, TConfiguration configuration, JsonTypeInfo<TConfiguration> json, ModelFiles files, Module network, TrainingResult? training)
        where TConfiguration : ModelConfiguration
    {
        Make(folder);
        RemoveRun(folder);
        // What another model looked at pictures with would be taken for this one's.
        Remove(EncoderDescriptionPathIn(folder));
        Remove(EncoderPathIn(folder));
        foreach ((string name, ReadOnlyMemory<byte> content) in files.Contents)
        {
            string path = Path.Combine(folder, name);
            Make(Path.GetDirectoryName(path)!);
            AtomicFile.Write(path, stream => stream.Write(content.Span));
        }

        WriteJson(folder, Configuration, configuration with { Task = task, Version = Version, Sha256 = files.Sha256 }, json);
        network.SaveState(Path.Combine(folder, Weights));
        if (training is not null)
        {
            AtomicFile.WriteText(TrainingHistory.PathIn(folder), TrainingHistory.FileIn(folder).Text(training.History));
            SaveInspections(folder, training.Inspections);
        }
    }

    // What is known of a run is of its weights alone.
    static void RemoveRun(string folder)
    {
        Remove(RequestPathIn(folder));
        Remove(ResultsPathIn(folder));
    }

    static void SaveInspections(string folder, IReadOnlyList<StepInspection> inspections)
    {
        string path = TrainingInspection.PathIn(folder);
        if (inspections.Count > 0)
        {
            AtomicFile.WriteText(path, TrainingInspection.FileIn(folder).Text(inspections));
        }
        else
        {
            // A former run's would be taken for this one's.
            Remove(path);
        }
    }

    static void Remove(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"{path}: cannot be removed: {exception.Message.ReplaceLineEndings(" ")}", exception);
        }
    }

    /// <summary>Writes metrics.json beside a saved model.</summary>
    internal static void SaveMetrics<TMetrics>(string folder, TMetrics metrics, JsonTypeInfo<TMetrics> json) => WriteJson(folder, Metrics, metrics, json);

    /// <summary>Reads config.json and makes sure that the files it vouches for are there and are the model's.</summary>
    /// <param name="folder">What <see cref="Save"/> wrote.</param>
    /// <param name="task">What the model must do.</param>
    /// <param name="json">How the task's record is read.</param>
    /// <param name="isWhole">Whether the task's record has all that the task needs; a damaged file may lack anything.</param>
    /// <param name="files">Files that config.json must vouch for.</param>
    /// <exception cref="InvalidDataException">A file is missing, damaged or another model's; one line that says which.</exception>
    internal static TConfiguration Open<TConfiguration>(
        string folder, string task, JsonTypeInfo<TConfiguration> json, Func<TConfiguration, bool> isWhole, params IReadOnlyList<string> files)
        where TConfiguration : ModelConfiguration
    {
        string path = RequiredFile(folder, Configuration);
        RequiredFile(folder, Weights);
        if (TaskOf(folder) is var found && found != task)
        {
            throw new InvalidDataException($"{path}: expected a model for the task \"{task}\", got one for \"{Quotation.Shown(found)}\"; use the command for that task.");
        }

        TConfiguration configuration = Read(path, json);
        if (configuration.Version != Version || configuration.Sha256 is null || !isWhole(configuration))
        {
            throw new InvalidDataException(
                $"{path}: expected version {Version} with all the settings of \"{task}\", got version {configuration.Version}; it is damaged, or another version of this library wrote it.");
        }

        foreach (string name in configuration.Sha256.Keys.Union(files))
        {
            RequireUnchanged(folder, name, configuration.Sha256.GetValueOrDefault(name));
        }

        return configuration;
    }

    /// <summary>A forged size must not make us allocate: every matrix the options call for has to fit into the weights that are there.</summary>
    /// <param name="folder">The model folder.</param>
    /// <param name="needed">Numbers in the network's largest parts.</param>
    /// <exception cref="InvalidDataException">The file of weights holds fewer.</exception>
    internal static void RequireWeights(string folder, double needed)
    {
        using SafetensorsReader reader = new(Path.Combine(folder, Weights));
        long stored = reader.Names.Sum(name => (long)reader.ShapeOf(name).Count);
        if (!(needed <= stored))
        {
            throw new InvalidDataException($"{reader.Path}: holds {stored} numbers, but the configuration calls for {needed:F0} or more; the files are of different models.");
        }
    }

    /// <summary>What a network draws its first weights from when <see cref="LoadWeights"/> is about to replace them.</summary>
    internal static RandomSource WeightsToCome(ulong seed) => new RandomSource(seed).Stream("weights").Unneeded();

    /// <summary>Puts the saved weights into a network that was built as the configuration says.</summary>
    /// <exception cref="InvalidDataException">They are another network's.</exception>
    internal static void LoadWeights(string folder, Module network) => network.LoadState(Path.Combine(folder, Weights));

    /// <summary>Gives a model other weights. What was measured with the old ones goes first, so that no moment has the new beside it.</summary>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    internal static void ReplaceWeights(string folder, Module network)
    {
        RemoveRun(folder);
        foreach (string path in new[] { Path.Combine(folder, Metrics), TrainingHistory.PathIn(folder), TrainingInspection.PathIn(folder) })
        {
            Remove(path);
        }

        network.SaveState(Path.Combine(folder, Weights));
    }

    /// <summary>Writes a model with other weights into another folder; until the weights are there, it is not a whole model.</summary>
    /// <param name="folder">A model whose files were found to be whole.</param>
    /// <param name="other">Made when missing.</param>
    /// <param name="network">Its parameters become model.safetensors.</param>
    /// <exception cref="InvalidDataException">There is something in the other folder already.</exception>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    internal static void CopyWithWeights(string folder, string other, Module network)
    {
        if (File.Exists(other) || (Directory.Exists(other) && Directory.EnumerateFileSystemEntries(other).Any()))
        {
            throw new InvalidDataException($"{other}: there is something of this name already, which stays as it is; choose another folder, or remove it.");
        }

        foreach (string name in FilesOf(folder).Append(Configuration))
        {
            Copy(Path.Combine(folder, name), Path.Combine(other, name));
        }

        foreach (Func<string, string> pathIn in new Func<string, string>[] { EncoderPathIn, EncoderDescriptionPathIn })
        {
            if (File.Exists(pathIn(folder)))
            {
                Copy(pathIn(folder), pathIn(other));
            }
        }

        network.SaveState(Path.Combine(other, Weights));
    }

    static void Copy(string path, string target)
    {
        Make(Path.GetDirectoryName(Path.GetFullPath(target))!);
        using FileStream file = File.OpenRead(path);
        AtomicFile.Write(target, file.CopyTo);
    }

    static IReadOnlyList<string> FilesOf(string folder)
    {
        using JsonDocument document = JsonDocument.Parse(ReadSmall(Path.Combine(folder, Configuration)));
        return [.. document.RootElement.GetProperty("sha256").EnumerateObject().Select(file => file.Name)];
    }

    static TConfiguration Read<TConfiguration>(string path, JsonTypeInfo<TConfiguration> json)
    {
        try
        {
            return JsonSerializer.Deserialize(ReadSmall(path), json) ?? throw new JsonException("it holds null");
        }
        catch (JsonException exception)
        {
            throw DamagedAt(path, exception);
        }
        catch (Exception exception) when (exception is ArgumentException or NotSupportedException)
        {
            // Names of parameters and the value follow; the first sentence says what must hold.
            throw Damaged($"{path}: {exception.Message.Split(". ")[0].ReplaceLineEndings(" ")}", exception);
        }
    }

    // The message of an exception speaks of types of .NET, and of bytes; its place is what helps.
    static InvalidDataException DamagedAt(string path, JsonException exception)
    {
        long line = exception.LineNumber ?? 0;
        string found = File.ReadLines(path).ElementAtOrDefault((int)line) is { } text ? Quotation.Of(text.Trim()) : "the end of the file";
        string expected = exception.Path is ['$', '.', .. var name] ? $"what training writes for {Quotation.Shown(name)}" : "JSON, as training writes it";
        return Damaged(string.Create(CultureInfo.InvariantCulture, $"{path}, line {line + 1}: expected {expected}, got {found}"), exception);
    }

    static InvalidDataException Damaged(string fault, Exception exception) => new($"{fault}; put the file back as it was, or train the model again.", exception);

    static void RequireUnchanged(string folder, string name, string? sha256)
    {
        if (Path.IsPathRooted(name) || name.Contains("..", StringComparison.Ordinal))
        {
            throw new InvalidDataException($"{Path.Combine(folder, Configuration)}: names a file outside of the model folder; it is damaged or forged.");
        }

        string path = RequiredFile(folder, name);
        using FileStream file = File.OpenRead(path);
        if (Convert.ToHexStringLower(SHA256.HashData(file)) != sha256)
        {
            throw new InvalidDataException($"{path}: this file belongs to another model than {Path.Combine(folder, Configuration)}, or was changed; copy both from the same folder.");
        }
    }

    static string RequiredFile(string folder, string name)
    {
        if (!Directory.Exists(folder))
        {
            throw new InvalidDataException($"{folder}: there is no such model folder; give the folder that training wrote.");
        }

        string path = Path.Combine(folder, name);
        if (!File.Exists(path))
        {
            throw new InvalidDataException($"{path}: this file is missing, so the folder is not a whole model; give the folder that training wrote.");
        }

        // A pipe or a device has no length either, and whoever opens it may wait for ever.
        return new FileInfo(path).Length > 0 ? path
            : throw new InvalidDataException($"{path}: this file is empty, so the folder is not a whole model; give the folder that training wrote.");
    }

    static byte[] ReadSmall(string path)
    {
        try
        {
            long length = new FileInfo(path).Length;
            return length <= LargestConfiguration ? File.ReadAllBytes(path)
                : throw new InvalidDataException($"{path}: {length} bytes are too many for a configuration (at most {LargestConfiguration}); it is damaged.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InvalidDataException($"{path}: cannot be read: {exception.Message.ReplaceLineEndings(" ")}", exception);
        }
    }

    static void WriteJson<T>(string folder, string name, T content, JsonTypeInfo<T> json) =>
        AtomicFile.Write(Path.Combine(folder, name), stream => stream.Write(JsonSerializer.SerializeToUtf8Bytes(content, json)));

    static void Make(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"{folder}: cannot be made: {exception.Message.ReplaceLineEndings(" ")}", exception);
        }
    }
}
