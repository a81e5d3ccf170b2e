using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Unroll.Formats;
using Unroll.Layers;
using Unroll.Tasks;

namespace Unroll.Inspection.Tournaments;

/// <summary>What all runs of a tournament have in common: only then can they be compared.</summary>
/// <param name="Data">Where the texts come from.</param>
/// <param name="Training">Texts learned from.</param>
/// <param name="Measured">Texts measured on.</param>
/// <param name="Options">The network and its training; the cell and the seed count for nothing, nor do the threads while no run has to end in time.</param>
public sealed record TournamentTerms(string Data, int Training, int Measured, TextClassifierOptions Options);

/// <summary>
/// The finished runs of a tournament, in <c>results.jsonl</c> of its folder: the terms in the first line, a run in each that follows. It
/// is written anew as a whole after each run, so that a tournament that was interrupted goes on with the next.
/// </summary>
sealed class TournamentFile
{
    internal const string Name = "results.jsonl";

    readonly string path, terms;
    readonly List<TournamentRun> runs = [];

    TournamentFile(string path, string terms) => (this.path, this.terms) = (path, terms);

    /// <summary>The finished runs.</summary>
    internal IReadOnlyList<TournamentRun> Runs => runs;

    /// <summary>Reads what is there, or begins anew where there is nothing.</summary>
    /// <exception cref="InvalidDataException">The folder holds a tournament on other terms, or a line of it is damaged; one line.</exception>
    internal static TournamentFile Open(string folder, TournamentTerms terms)
    {
        TextClassifierOptions common = terms.Options with { Cell = CellKind.Lstm, Seed = 0, Threads = terms.Options.BudgetSeconds is null ? null : terms.Options.Threads };
        TournamentFile file = new(Path.Combine(folder, Name), JsonSerializer.Serialize(terms with { Options = common }, TournamentJson.Default.TournamentTerms));
        if (File.Exists(file.path))
        {
            file.Read();
        }

        return file;
    }

    internal void Add(TournamentRun run)
    {
        runs.Add(run);
        string text = terms + "\n" + string.Concat(runs.Select(each => JsonSerializer.Serialize(each, TournamentJson.Default.TournamentRun) + "\n"));
        AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text)));
    }

    void Read()
    {
        string[] lines = File.ReadAllLines(path);
        if (lines.Length == 0 || lines[0] != terms)
        {
            throw new InvalidDataException($"{path}: this tournament was held on other data or with other options, so its runs cannot be compared with new ones; choose another folder with -o.");
        }

        for (int i = 1; i < lines.Length; i++)
        {
            runs.Add(TryParse(lines[i]) ?? throw new InvalidDataException($"{path}, line {i + 1}: expected a finished run as JSON; delete the line to run it again."));
        }
    }

    static TournamentRun? TryParse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, TournamentJson.Default.TournamentRun);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

[JsonSourceGenerationOptions(UseStringEnumConverter = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(TournamentTerms))]
[JsonSerializable(typeof(TournamentRun))]
sealed partial class TournamentJson : JsonSerializerContext;
