using System.CommandLine;
using System.Globalization;
using Unroll.Tasks.Decoding;

namespace Unroll.Cli.Commands;

/// <summary>How translations are searched for.</summary>
sealed class SearchArguments
{
    static readonly SearchOptions Standard = new();

    readonly Option<int?> beam = SharedOptions.Whole("--beam", "N", Default("Hypotheses kept at each step; 1 is greedy", Standard.Beam), 1, 1000);
    readonly Option<float?> lengthPenalty =
        SharedOptions.Number("--length-penalty", "A", Default("Favours longer translations the more, the larger it is; 0: none", Standard.LengthPenalty), 0, 10);
    readonly Option<float?> coveragePenalty =
        SharedOptions.Number("--coverage-penalty", "B", Default("Punishes parts of the text that nothing was translated from; 0: none", Standard.CoveragePenalty), 0, 100);
    readonly Option<int?> blocked =
        SharedOptions.Whole("--block-repeats", "N", Default("No group of N units is written twice; 0: they may be", Standard.BlockedNgram), 0, 1000);

    /// <summary>All of them, for a command to add.</summary>
    internal IReadOnlyList<Option> Options => [beam, lengthPenalty, coveragePenalty, blocked];

    /// <summary>What was asked for.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="best">Translations of each text; a beam that was not asked for is made wide enough for them.</param>
    /// <exception cref="UsageException">The beam that was asked for is narrower.</exception>
    internal SearchOptions Search(ParseResult parse, int best = 1) => new(
        Beam(parse, best), best, parse.GetValue(lengthPenalty) ?? Standard.LengthPenalty,
        parse.GetValue(coveragePenalty) ?? Standard.CoveragePenalty, parse.GetValue(blocked) ?? Standard.BlockedNgram);

    int Beam(ParseResult parse, int best)
    {
        int? asked = parse.GetValue(beam);
        if (asked < best)
        {
            throw new UsageException($"{Tool.Name} {parse.CommandResult.Command.Name}", string.Create(CultureInfo.InvariantCulture,
                $"{best} translations of a text cannot come from {beam.Name} {asked}; make it {best} or more."));
        }
        return asked ?? Math.Max(best, Standard.Beam);
    }

    static string Default(string description, object value) => string.Create(CultureInfo.InvariantCulture, $"{description} (default {value}).");
}
