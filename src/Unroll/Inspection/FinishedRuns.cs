using System.Text;
using Unroll.Formats;

namespace Unroll.Inspection;

/// <summary>
/// The finished runs of something that takes many, in a file: what all of them have in common in the first line, and a run in each line
/// that follows. It is written anew as a whole after each run, so that whoever was interrupted goes on with the next.
/// </summary>
/// <typeparam name="TRun">What is known of a finished run.</typeparam>
sealed class FinishedRuns<TRun> where TRun : class
{
    readonly string path, terms;
    readonly Func<TRun, string> write;
    readonly Func<string, TRun?> parse;
    readonly List<TRun> runs = [];
    readonly Lock writing = new();

    FinishedRuns(string path, string terms, Func<TRun, string> write, Func<string, TRun?> parse) =>
        (this.path, this.terms, this.write, this.parse) = (path, terms, write, parse);

    /// <summary>The finished runs.</summary>
    internal IReadOnlyList<TRun> Runs => runs;

    /// <summary>Reads what is there, or begins anew where there is nothing.</summary>
    /// <param name="path">The file.</param>
    /// <param name="terms">What all runs have in common, in one line.</param>
    /// <param name="write">A run as a line.</param>
    /// <param name="parse">The run of a line; null where it is none.</param>
    /// <param name="ofOthers">What to say of a file whose runs have something else in common.</param>
    /// <exception cref="InvalidDataException">The file holds runs on other terms, or a line of it is damaged; one line.</exception>
    internal static FinishedRuns<TRun> Open(string path, string terms, Func<TRun, string> write, Func<string, TRun?> parse, string ofOthers)
    {
        FinishedRuns<TRun> finished = new(path, terms, write, parse);
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
            string text = terms + "\n" + string.Concat(runs.Select(each => write(each) + "\n"));
            AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text)));
        }
    }

    void Read(string ofOthers)
    {
        string[] lines = File.ReadAllLines(path);
        if (lines.Length == 0 || lines[0] != terms)
        {
            throw new InvalidDataException($"{path}: {ofOthers}");
        }

        for (int i = 1; i < lines.Length; i++)
        {
            runs.Add(parse(lines[i]) ?? throw new InvalidDataException($"{path}, line {i + 1}: this is no finished run; delete the line to run it again."));
        }
    }
}
