using System.Text.Json;

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
    public static IReadOnlyList<EpochRecord> Read(string folder)
    {
        string path = PathIn(folder);
        List<EpochRecord> records = [];
        foreach (string line in File.ReadLines(path))
        {
            records.Add(TryParse(line) ?? throw new InvalidDataException($"{path}, line {records.Count + 1}: not the JSON object of an epoch."));
        }

        return records;
    }

    /// <summary>The file's content.</summary>
    internal static string Text(IEnumerable<EpochRecord> records) =>
        string.Concat(records.Select(record => JsonSerializer.Serialize(record, TrainingJson.Default.EpochRecord) + "\n"));

    internal static EpochRecord? TryParse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, TrainingJson.Default.EpochRecord);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
