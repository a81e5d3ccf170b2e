using System.Globalization;
using System.Text.Json;
using Unroll.Inspection.Tournaments;
using Unroll.Layers;
using Unroll.Training;

namespace Unroll.Cli.Output;

/// <summary>How cells compare, for a person or a program.</summary>
static class TournamentText
{
    internal static void Print(Page page, IReadOnlyList<TournamentStanding> standings) => page.PrintNumbers(
        words: 1, ["cell", "accuracy", "95 % interval", "loss", "parameters", "seconds", "runs"],
        standings.OrderByDescending(standing => standing.Accuracy).Select(standing => (IReadOnlyList<string>)
        [
            standing.Cell.Word(), Figures.Percent(standing.Accuracy), Written(standing.Interval), Figures.Nats(standing.Loss), Figures.Count(standing.Parameters),
            standing.Seconds.ToString("0.0", CultureInfo.InvariantCulture), Figures.Count(standing.Runs.Count),
        ]));

    internal static void PrintJson(string data, int measured, IReadOnlyList<TournamentStanding> standings) => JsonText.Print(json =>
    {
        json.WriteString("data", data);
        json.WriteNumber("measured", measured);
        json.WriteStartArray("cells");
        foreach (TournamentStanding standing in standings) Write(json, standing);
        json.WriteEndArray();
    });

    static void Write(Utf8JsonWriter json, TournamentStanding standing)
    {
        json.WriteStartObject();
        json.WriteString("cell", standing.Cell.Word());
        json.Number("accuracy", standing.Accuracy);
        json.Number("low", standing.Interval?.Low ?? double.NaN);
        json.Number("high", standing.Interval?.High ?? double.NaN);
        json.Number("loss", standing.Loss);
        json.WriteNumber("parameters", standing.Parameters);
        json.Number("seconds", standing.Seconds);
        json.WriteNumber("runs", standing.Runs.Count);
        json.WriteEndObject();
    }

    static string Written(ConfidenceInterval? interval) =>
        interval is { } known ? $"{Figures.Percent(known.Low)} to {Figures.Percent(known.High)}" : "one run";
}
