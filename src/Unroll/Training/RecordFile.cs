using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Unroll.Formats;

namespace Unroll.Training;

/// <summary>A file of a run's folder with one JSON object a line, which grows while the run goes on.</summary>
/// <param name="path">The file.</param>
/// <param name="json">How a record is written.</param>
/// <param name="isWhole">Whether a record has all that it must have; a damaged line may lack anything.</param>
/// <param name="what">What a line holds, for messages: "an epoch".</param>
sealed class RecordFile<TRecord>(string path, JsonTypeInfo<TRecord> json, Func<TRecord, bool> isWhole, string what)
    where TRecord : class
{
    /// <summary>The file's content for some records.</summary>
    internal string Text(IEnumerable<TRecord> records) => string.Concat(records.Select(record => JsonSerializer.Serialize(record, json) + "\n"));

    /// <summary>Every record.</summary>
    /// <exception cref="InvalidDataException">A line is none; one line that names it.</exception>
    /// <exception cref="IOException">The file is missing or cannot be read.</exception>
    internal List<TRecord> Read()
    {
        List<TRecord> records = [];
        foreach (string line in File.ReadLines(path))
        {
            records.Add(TryParse(line) ?? throw new InvalidDataException($"{path}, line {records.Count + 1}: not the JSON object of {what}."));
        }

        return records;
    }

    internal void Append(TRecord record)
    {
        try
        {
            using FileStream stream = new(path, FileMode.Append, FileAccess.Write, FileShare.Read);
            stream.Write(Encoding.UTF8.GetBytes(Text([record])));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"{path}: cannot be written: {exception.Message.ReplaceLineEndings(" ")}", exception);
        }
    }

    /// <summary>The records that a checkpoint knows of; drops from the file what a killed run had written after it.</summary>
    internal List<TRecord> KeepOnly(Func<TRecord, bool> isKnown)
    {
        List<TRecord> kept = [];
        if (!File.Exists(path))
        {
            return kept;
        }

        // A line that was cut short belongs to steps that will be done again.
        foreach (string line in File.ReadLines(path))
        {
            if (TryParse(line) is { } record && isKnown(record))
            {
                kept.Add(record);
            }
        }

        AtomicFile.WriteText(path, Text(kept));
        return kept;
    }

    internal void Delete() => File.Delete(path);

    TRecord? TryParse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, json) is { } record && isWhole(record) ? record : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
