using System.Text.Json;
using System.Text.Json.Serialization;
using Unroll.Layers;
using Unroll.Tasks;

namespace Unroll.Inspection.Tournaments;

/// <summary>What all runs of a tournament have in common: only then can they be compared.</summary>
/// <param name="Data">Where the texts come from.</param>
/// <param name="Training">Texts learned from.</param>
/// <param name="Measured">Texts measured on.</param>
/// <param name="Options">The network and its training; the cell and the seed count for nothing, nor do the threads while no run has to end in time.</param>
public sealed record TournamentTerms(string Data, int Training, int Measured, TextClassifierOptions Options);

/// <summary>The finished runs of a tournament, in <c>results.jsonl</c> of its folder.</summary>
static class TournamentFile
{
    internal const string Name = "results.jsonl";

    /// <summary>Reads what is there, or begins anew where there is nothing.</summary>
    /// <exception cref="InvalidDataException">The folder holds a tournament on other terms, or a line of it is damaged; one line.</exception>
    internal static FinishedRuns<TournamentRun> Open(string folder, TournamentTerms terms)
    {
        TextClassifierOptions common = terms.Options with { Cell = CellKind.Lstm, Seed = 0, Threads = terms.Options.BudgetSeconds is null ? null : terms.Options.Threads };
        return FinishedRuns<TournamentRun>.Open(
            Path.Combine(folder, Name), JsonSerializer.Serialize(terms with { Options = common }, TournamentJson.Default.TournamentTerms),
            run => JsonSerializer.Serialize(run, TournamentJson.Default.TournamentRun), TryParse,
            "this tournament was held on other data or with other options, so its runs cannot be compared with new ones; choose another folder with -o.");
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
