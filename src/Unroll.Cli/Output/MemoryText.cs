using System.Globalization;
using System.Text.Json;
using Unroll.Inspection.Memory;
using Unroll.Layers;

namespace Unroll.Cli.Output;

/// <summary>How far back cells can look, for a person or a program.</summary>
static class MemoryText
{
    internal static void Print(Page page, MemoryLabOptions options, IReadOnlyList<MemoryOutcome> outcomes)
    {
        double chance = MemoryProblem.Create(options.Problem).Chance;
        page.Say(Invariant($"Right answers by distance in tokens; guessing gives {Figures.Percent(chance)}. Mean of {Figures.Counted(options.Seeds, "network")} each."));
        page.PrintNumbers(words: 1, ["cell", .. options.Distances.Select(distance => Figures.Count(distance))], options.Cells.Select(cell =>
            (IReadOnlyList<string>)[cell.Word(), .. options.Distances.Select(distance => Figures.Percent(Of(outcomes, cell, distance).Average(outcome => outcome.Accuracy)))]));
    }

    internal static void PrintJson(MemoryLabOptions options, IReadOnlyList<MemoryOutcome> outcomes) => JsonText.Print(json =>
    {
        json.WriteString("problem", MemoryChart.Word(options.Problem));
        json.Number("chance", MemoryProblem.Create(options.Problem).Chance);
        json.WriteStartArray("results");
        foreach (CellKind cell in options.Cells)
        {
            foreach (int distance in options.Distances) WriteLine(json, cell, distance, Of(outcomes, cell, distance));
        }
        json.WriteEndArray();
    });

    static void WriteLine(Utf8JsonWriter json, CellKind cell, int distance, IReadOnlyList<MemoryOutcome> outcomes)
    {
        json.WriteStartObject();
        json.WriteString("cell", cell.Word());
        json.WriteNumber("distance", distance);
        json.Number("accuracy", outcomes.Average(outcome => outcome.Accuracy));
        json.Number("lowest", outcomes.Min(outcome => outcome.Accuracy));
        json.Number("highest", outcomes.Max(outcome => outcome.Accuracy));
        json.Number("steps", outcomes.Average(outcome => outcome.Steps));
        json.Number("seconds", outcomes.Sum(outcome => outcome.Seconds));
        json.WriteEndObject();
    }

    static MemoryOutcome[] Of(IReadOnlyList<MemoryOutcome> outcomes, CellKind cell, int distance) =>
        [.. outcomes.Where(outcome => outcome.Cell == cell && outcome.Distance == distance)];

    static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
