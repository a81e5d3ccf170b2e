using System.Globalization;
using System.Text.Json;
using Unroll.Inspection.TrainingRuns;
using Unroll.Training;
using Unroll.Training.Probes;

namespace Unroll.Cli.Output;

/// <summary>How a training went, for a person or a program.</summary>
static class TrainingLookText
{
    const int BarWidth = 30;
    const double SmallestDrawn = 1e-12;

    internal static void Print(Page page, RunInspection run, IReadOnlyList<RunFinding> findings)
    {
        page.Heading($"Verdict on {run.Folder}");
        foreach (RunFinding finding in findings)
        {
            page.Say($"  {Word(finding.Weight)}: {finding.What}");
            if (finding.Mend is { } mend) page.Say($"    {mend}");
        }
        PrintEpochs(page, run.History);
        foreach (LevelSummary level in run.Levels.Where(level => level.Longest > 0)) PrintReach(page, level);
        PrintGates(page, run.Levels);
        PrintUpdates(page, run);
        if (run.Steps.Count > 0)
        {
            page.Say("");
            page.Say(string.Create(CultureInfo.InvariantCulture,
                $"From {Figures.Counted(run.TellingSteps.Count, "look")} of {run.Steps.Count} at the run, the later ones while it still learned: medians. A gate is closed below 0.05 and open above 0.95."));
        }
    }

    static void PrintEpochs(Page page, IReadOnlyList<EpochRecord> history)
    {
        page.Heading("Epochs");
        page.PrintNumbers(words: 0, ["epoch", "loss", "accuracy", "validation loss", "validation", ""], history.Select(epoch => (IReadOnlyList<string>)
        [
            Figures.Count(epoch.Epoch), Figures.Nats(epoch.Loss), epoch.Accuracy is { } accuracy ? Figures.Percent(accuracy) : "",
            epoch.ValidationLoss is { } loss ? Figures.Nats(loss) : "", epoch.Metric is { } metric ? Figures.Score(metric) : "", epoch.IsBest ? "best so far" : "",
        ]));
    }

    // A bar of half the length is not half the gradient: it is the square root, since the scale is logarithmic.
    static void PrintReach(Page page, LevelSummary level)
    {
        page.Heading($"How much of a gradient is left in {level.Name}, by tokens back (a full bar is all of it, none is {SmallestDrawn.ToString("0e0", CultureInfo.InvariantCulture)} or less)");
        page.PrintNumbers(words: 0, ["tokens", "left", ""], Shown(level.Reach).Select(reach => (IReadOnlyList<string>)
            [Figures.Count(reach.Distance), Left(reach.Ratio), Bar(reach.Ratio).PadRight(BarWidth, ' ')]));
    }

    static void PrintGates(Page page, IReadOnlyList<LevelSummary> levels)
    {
        if (!levels.Any(level => level.Gates.Count > 0)) return;
        page.Heading("Gates");
        page.PrintNumbers(words: 2, ["layer", "gate", "mean", "closed", "open", "half gone after"], GateRows(levels));
    }

    static void PrintUpdates(Page page, RunInspection run)
    {
        if (run.TellingSteps.Count == 0) return;
        page.Heading("How far a step moves each parameter, as a share of its length");
        page.PrintNumbers(words: 1, ["parameter", "share"], UpdateRows(run));
    }

    /// <summary>Layer, gate, mean, share closed, share open, and after how many tokens half of a memory is gone.</summary>
    internal static IEnumerable<IReadOnlyList<string>> GateRows(IReadOnlyList<LevelSummary> levels) => levels.SelectMany(level => level.Gates.Select(gate => (IReadOnlyList<string>)
    [
        level.Name, gate.Name, gate.Mean.ToString("0.00", CultureInfo.InvariantCulture), Figures.Percent(gate.Closed), Figures.Percent(gate.Open),
        gate.Name is "forget gate" or "update gate" && level.Memory is { } memory ? HalfLife(memory) : "",
    ]));

    /// <summary>Parameter, and how far the last telling step moved it.</summary>
    internal static IEnumerable<IReadOnlyList<string>> UpdateRows(RunInspection run) =>
        run.LatestUpdates.Select(update => (IReadOnlyList<string>)[update.Name, Left(update.Ratio)]);

    internal static void PrintJson(RunInspection run, IReadOnlyList<RunFinding> findings) => JsonText.Print(json =>
    {
        json.WriteString("model", run.Folder);
        json.WriteStartArray("findings");
        foreach (RunFinding finding in findings) Write(json, finding);
        json.WriteEndArray();
        json.WriteStartArray("epochs");
        foreach (EpochRecord epoch in run.History) Write(json, epoch);
        json.WriteEndArray();
        json.WriteNumber("looks", run.Steps.Count);
        json.WriteStartArray("layers");
        foreach (LevelSummary level in run.Levels) Write(json, level);
        json.WriteEndArray();
        json.WriteStartObject("updates");
        foreach (ParameterUpdate update in run.LatestUpdates) json.Number(update.Name, update.Ratio);
        json.WriteEndObject();
    });

    static void Write(Utf8JsonWriter json, RunFinding finding)
    {
        json.WriteStartObject();
        json.WriteString("kind", JsonNamingPolicy.CamelCase.ConvertName(finding.Kind.ToString()));
        json.WriteString("weight", Word(finding.Weight));
        json.WriteString("what", finding.What);
        json.WriteString("mend", finding.Mend);
        json.WriteEndObject();
    }

    static void Write(Utf8JsonWriter json, EpochRecord epoch)
    {
        json.WriteStartObject();
        json.WriteNumber("epoch", epoch.Epoch);
        json.Number("loss", epoch.Loss);
        json.Number("accuracy", epoch.Accuracy ?? double.NaN);
        json.Number("validationLoss", epoch.ValidationLoss ?? double.NaN);
        json.Number("metric", epoch.Metric ?? double.NaN);
        json.WriteBoolean("best", epoch.IsBest);
        json.WriteEndObject();
    }

    static void Write(Utf8JsonWriter json, LevelSummary level)
    {
        json.WriteStartObject();
        json.WriteString("stack", level.Stack);
        json.WriteNumber("layer", level.Layer + 1);
        json.WriteBoolean("backwards", level.IsReverse);
        json.WriteStartArray("gradients");
        foreach ((int distance, double ratio) in level.Reach)
        {
            json.WriteStartObject();
            json.WriteNumber("distance", distance);
            json.Number("left", ratio);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteStartArray("gates");
        foreach (GateInspection gate in level.Gates)
        {
            json.WriteStartObject();
            json.WriteString("name", gate.Name);
            json.Number("mean", gate.Mean);
            json.Number("closed", gate.Closed);
            json.Number("open", gate.Open);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        if (level.Memory is { } memory)
        {
            json.WriteStartObject("halfLife");
            json.Number("shortest", memory.Shortest);
            json.Number("median", memory.Median);
            json.Number("longest", memory.Longest);
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }

    /// <summary>Distances that double, and the longest.</summary>
    static IEnumerable<GradientReach> Shown(IReadOnlyList<GradientReach> reach)
    {
        int next = 0;
        for (int i = 0; i < reach.Count; i++)
        {
            if (reach[i].Distance < next && i < reach.Count - 1) continue;
            yield return reach[i];
            next = Math.Max(1, 2 * reach[i].Distance);
        }
    }

    static string Bar(double ratio) =>
        new('#', (int)Math.Round(BarWidth * Math.Clamp(1 - Math.Log10(Math.Max(ratio, SmallestDrawn)) / Math.Log10(SmallestDrawn), 0, 1)));

    static string Left(double ratio) => ratio is >= 0.001 and < 1000 ? ratio.ToString("0.000", CultureInfo.InvariantCulture) : ratio.ToString("0.0e+0", CultureInfo.InvariantCulture);

    static string HalfLife(MemoryHalfLife memory) => string.Create(CultureInfo.InvariantCulture, $"{Tokens(memory.Shortest)} to {Tokens(memory.Longest)} tokens");

    static string Tokens(double tokens) => tokens < 100 ? tokens.ToString("0.0", CultureInfo.InvariantCulture) : Figures.Short(tokens);

    /// <summary>The weight in a word.</summary>
    internal static string Word(RunFindingWeight weight) => weight switch
    {
        RunFindingWeight.Problem => "problem",
        RunFindingWeight.Hint => "hint",
        _ => "good",
    };
}
