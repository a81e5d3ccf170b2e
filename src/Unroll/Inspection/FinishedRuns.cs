using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Unroll.Formats;

namespace Unroll.Inspection;

/// <summary>
/// The finished runs of something that takes many, in a file: what all of them have in common in the first line, as JSON, and a run in each
/// line that follows. It is written anew as a whole after each run, so that whoever was interrupted goes on with the next.
/// </summary>
/// <typeparam name="TRun">What is known of a finished run.</typeparam>
sealed class FinishedRuns<TRun> where TRun : class
{
    readonly string path, terms;
    readonly JsonTypeInfo<TRun> format;
    readonly List<TRun> runs = [];
    readonly Lock writing = new();

    FinishedRuns(string path, string terms, JsonTypeInfo<TRun> format) => (this.path, this.terms, this.format) = (path, terms, format);

    /// <summary>The finished runs.</summary>
    internal IReadOnlyList<TRun> Runs => runs;

    /// <summary>Reads what is there, or begins anew where there is nothing.</summary>
    /// <param name="path">The file.</param>
    /// <param name="terms">What all runs have in common, as JSON in one line.</param>
    /// <param name="format">How a run is written.</param>
    /// <param name="ofOthers">What to say of a file whose runs have something else in common.</param>
    /// <exception cref="InvalidDataException">The file holds runs on other terms, or a line of it is damaged; one line.</exception>
    internal static FinishedRuns<TRun> Open(string path, string terms, JsonTypeInfo<TRun> format, string ofOthers)
    {
        FinishedRuns<TRun> finished = new(path, terms, format);
        if (File.Exists(path))
        {
            finished.Read(ofOthers);
        }

        return finished;
    }

    /// <summary>Keeps one more run; by any thread.</summary>
    internal void Add(TRun run)
    {
        lock (writing)
        {
            runs.Add(run);
            string text = terms + "\n" + string.Concat(runs.Select(each => JsonSerializer.Serialize(each, format) + "\n"));
            AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text)));
        }
    }

    /// <summary>Removes the file, where its runs have become a result.</summary>
    internal void Delete() => File.Delete(path);

    void Read(string ofOthers)
    {
        string[] lines = File.ReadAllLines(path);
        if (lines.Length == 0 || lines[0] != terms)
        {
            throw new InvalidDataException($"{path}: {ofOthers}");
        }

        for (int i = 1; i < lines.Length; i++)
        {
            runs.Add(TryParse(lines[i]) ?? throw new InvalidDataException($"{path}, line {i + 1}: expected a finished run as JSON; delete the line to run it again."));
        }
    }

    TRun? TryParse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, format);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
