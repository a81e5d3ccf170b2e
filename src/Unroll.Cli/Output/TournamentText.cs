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
        words: 1, ["cell", "accuracy", "95 % interval", "loss", "parameters", "epochs", "seconds", "runs"],
        standings.OrderByDescending(standing => standing.Accuracy).Select(standing => (IReadOnlyList<string>)
        [
            standing.Cell.Word(), Figures.Percent(standing.Accuracy), Written(standing.Interval), Figures.Nats(standing.Loss), Figures.Count(standing.Parameters),
            One(standing.Epochs), One(standing.Seconds), Figures.Count(standing.Runs.Count),
        ]));

    /// <summary>How many runs were there before, where any were.</summary>
    internal static void SayKept(Page page, string folder, int begun, int all)
    {
        if (begun == all) return;
        page.Say($"{Figures.Count(all - begun)} of {Figures.Counted(all, "run")} were finished before and are taken from {folder}{(begun > 0 ? "; the others were trained now" : "")}.");
    }

    /// <summary>What the figures of runs that had to end in time are worth.</summary>
    internal static void SayBudget(Page page, double seconds, int texts, int batchSize, IReadOnlyList<TournamentStanding> standings)
    {
        page.Say(string.Create(CultureInfo.InvariantCulture,
            $"Each run had {seconds:0.###} s, so the figures depend on how fast this machine is and on what else it does; the same command elsewhere, or again, gives others."));
        foreach (TournamentStanding standing in standings)
        {
            if (standing.RunsWithoutEpoch.ToArray() is { Length: > 0 } runs) page.Say(Unfinished(standing, runs, seconds, (texts + batchSize - 1) / batchSize));
        }
    }

    // What an epoch takes is known from the steps that there was time for; a fifth more leaves room for the validation.
    static string Unfinished(TournamentStanding standing, TournamentRun[] runs, double seconds, int stepsInEpoch)
    {
        double enough = Math.Ceiling(1.2 * Math.Max(seconds, runs.Max(run => run.Seconds * stepsInEpoch / Math.Max(1, run.Steps))));
        return string.Create(CultureInfo.InvariantCulture,
            $"{standing.Cell.Word()}: in {runs.Length} of {standing.Runs.Count} runs the time was up before the first epoch was trained and validated, so the weights of that moment were measured; give --budget {enough:0} or more.");
    }

    internal static void PrintJson(string data, int measured, double? budgetSeconds, IReadOnlyList<TournamentStanding> standings) => JsonText.Print(json =>
    {
        json.WriteString("data", data);
        json.WriteNumber("measured", measured);
        json.Number("budgetSeconds", budgetSeconds ?? double.NaN);
        json.WriteBoolean("reproducible", budgetSeconds is null);
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
        json.Number("epochs", standing.Epochs);
        json.Number("seconds", standing.Seconds);
        json.WriteNumber("runs", standing.Runs.Count);
        json.WriteNumber("runsWithoutEpoch", standing.RunsWithoutEpoch.Count());
        json.WriteEndObject();
    }

    static string One(double value) => value.ToString("0.0", CultureInfo.InvariantCulture);

    static string Written(ConfidenceInterval? interval) =>
        interval is { } known ? $"{Figures.Percent(known.Low)} to {Figures.Percent(known.High)}" : "one run";
}
