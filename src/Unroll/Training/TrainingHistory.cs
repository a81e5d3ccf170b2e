namespace Unroll.Training;

/// <summary>The file <c>history.jsonl</c> in a run's folder: one JSON object an epoch.</summary>
public static class TrainingHistory
{
    /// <summary>The history's file in a run's folder.</summary>
    /// <param name="folder">The run's folder.</param>
    public static string PathIn(string folder) => Path.Combine(folder, "history.jsonl");

    /// <summary>Reads every epoch.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <exception cref="InvalidDataException">A line is not an epoch's; one line that names it.</exception>
    /// <exception cref="IOException">The file is missing or cannot be read.</exception>
    public static IReadOnlyList<EpochRecord> Read(string folder) => FileIn(folder).Read();

    internal static RecordFile<EpochRecord> FileIn(string folder) => new(PathIn(folder), TrainingJson.Default.EpochRecord, _ => true, "an epoch");
}
