namespace Unroll.Training.Probes;

/// <summary>The file <c>inspection.jsonl</c> in a run's folder: one JSON object for each step that was looked into.</summary>
public static class TrainingInspection
{
    /// <summary>How many steps lie between two looks where nothing else is asked for: few enough to see a run change, so many that it costs little.</summary>
    public const int StandardInterval = 100;

    /// <summary>The file in a run's folder.</summary>
    /// <param name="folder">The run's folder.</param>
    public static string PathIn(string folder) => Path.Combine(folder, "inspection.jsonl");

    /// <summary>Reads every look.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <exception cref="InvalidDataException">A line is none; one line that names it.</exception>
    /// <exception cref="IOException">The file is missing or cannot be read.</exception>
    public static IReadOnlyList<StepInspection> Read(string folder) => FileIn(folder).Read();

    internal static RecordFile<StepInspection> FileIn(string folder) => new(PathIn(folder), TrainingJson.Default.StepInspection, IsWhole, "a look into a step");

    static bool IsWhole(StepInspection step) => step is { Levels: not null, Updates: not null }
        && step.Levels.All(level => level is { Stack: not null, Reach: not null, Gates: not null } && level.Reach.All(reach => reach is not null) && level.Gates.All(gate => gate is { Name: not null }))
        && step.Updates.All(update => update is { Name: not null });
}
