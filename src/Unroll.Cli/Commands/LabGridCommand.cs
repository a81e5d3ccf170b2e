using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Unroll.Cli.Output;
using Unroll.Cli.Runs;
using Unroll.Formats;
using Unroll.Inspection.Grids;

namespace Unroll.Cli.Commands;

/// <summary>The experiments of the Grid LSTM's paper, a verb for each.</summary>
sealed class LabGridCommand : ToolCommand
{
    internal LabGridCommand() : base("grid", "The experiments of the Grid LSTM's paper, each in a few minutes, with the curve as a picture.",
        "unroll lab grid parity",
        "unroll lab grid addition --digits 4 --depth 8 -o addition.svg")
    {
        foreach (GridExperiment experiment in GridExperiment.All) Add(new LabGridExperimentCommand(experiment));
    }
}

/// <summary>One experiment.</summary>
sealed class LabGridExperimentCommand : ToolCommand
{
    readonly GridExperiment experiment;
    readonly Option<int?> size, depth, hidden, batchSize, steps, threads;
    readonly Option<float?> learningRate;
    readonly Option<ulong> seed = new("--seed") { Description = "Start of all random numbers; the same seed gives the same curves, to the bit.", HelpName = "N", DefaultValueFactory = _ => 1 };
    readonly Option<string> output;
    readonly Option<bool> json = SharedOptions.Json("experiment, title, score, published, curves, each with name, parameters and points of samples, loss and score");

    internal LabGridExperimentCommand(GridExperiment experiment) : base(experiment.Name, experiment.Summary, $"unroll lab grid {experiment.Name}")
    {
        this.experiment = experiment;
        GridExperimentOptions defaults = experiment.Defaults;
        size = Whole($"--{experiment.SizeName}", "Size of the problem", defaults.ProblemSize, 1000);
        depth = Whole("--depth", "Levels of the deep networks", defaults.Depth, 1000);
        hidden = Whole("--hidden", "Units of a level", defaults.HiddenSize, 65_536);
        batchSize = Whole("--batch-size", "Samples in a step", defaults.BatchSize, 1_000_000);
        steps = Whole("--steps", "Steps for each network at most; one that has solved the problem stops earlier", defaults.Steps, int.MaxValue);
        learningRate = SharedOptions.Number("--learning-rate", "RATE", string.Create(CultureInfo.InvariantCulture, $"Step size of Adam (default {defaults.LearningRate})."), 1e-8f, 100f);
        threads = SharedOptions.Whole("--threads", "N", "Threads; the curves do not depend on it (default: one for each core).", 1, 1024);
        output = new("--output", "-o") { Description = "Where the picture of the curves goes; if this is interrupted, finished curves are kept beside it.", HelpName = "FILE", DefaultValueFactory = _ => $"grid-{experiment.Name}.svg" };
        foreach (Option option in new Option[] { size, depth, hidden, batchSize, steps, learningRate, seed, threads, output, json }) Add(option);
        SetAction(Run);

        static Option<int?> Whole(string name, string description, int normal, int most) =>
            SharedOptions.Whole(name, "N", string.Create(CultureInfo.InvariantCulture, $"{description} (default {normal})."), 1, most);
    }

    int Run(ParseResult parse)
    {
        string picture = parse.GetValue(output)!;
        AtomicFile.RequireWritable(picture);
        int kept = ChartFile.Kept(picture);
        using Interruption interruption = new();
        CurveDisplay display = new(experiment.Scale);
        ExperimentResult result;
        try
        {
            result = experiment.Run(Chosen(parse), display, ChartFile.Unfinished(picture), interruption.Token);
        }
        catch (OperationCanceledException)
        {
            return ChartFile.SayInterrupted(picture);
        }
        finally
        {
            display.Clear();
        }
        ChartFile.SayKept(kept);
        ChartFile.Write(picture, CurveChart.Of(result));
        if (parse.GetValue(json)) PrintJson(result, picture);
        else Print(result);
        return ExitCode.Done;
    }

    GridExperimentOptions Chosen(ParseResult parse)
    {
        GridExperimentOptions defaults = experiment.Defaults;
        int steps = parse.GetValue(this.steps) ?? defaults.Steps;
        return defaults with
        {
            ProblemSize = parse.GetValue(size) ?? defaults.ProblemSize,
            Depth = parse.GetValue(depth) ?? defaults.Depth,
            HiddenSize = parse.GetValue(hidden) ?? defaults.HiddenSize,
            BatchSize = parse.GetValue(batchSize) ?? defaults.BatchSize,
            Steps = steps,
            StepsPerPoint = Math.Min(defaults.StepsPerPoint, steps),
            LearningRate = parse.GetValue(learningRate) ?? defaults.LearningRate,
            Seed = parse.GetValue(seed),
            Threads = parse.GetValue(threads),
        };
    }

    void Print(ExperimentResult result)
    {
        Page.Results.Say($"{result.Title}: {result.ScoreName}");
        Page.Results.PrintNumbers(1, ["network", "parameters", "samples", "loss", "score"], result.Curves.Select(curve => (IReadOnlyList<string>)
            [curve.Name, Figures.Count(curve.Parameters), Figures.Count(curve.Points[^1].Samples), Figures.Nats(curve.Points[^1].Loss),
                CurveDisplay.Score(curve.Points[^1].Score, result.Scale)]));
        Page.Results.Say($"Published: {experiment.Published}");
    }

    void PrintJson(ExperimentResult result, string picture) => JsonText.Print(line =>
    {
        line.WriteString("experiment", experiment.Name);
        line.WriteString("title", result.Title);
        line.WriteString("score", result.ScoreName);
        line.WriteString("published", experiment.Published);
        line.WriteString("picture", picture);
        line.WriteStartArray("curves");
        foreach (LearningCurve curve in result.Curves) WriteCurve(line, curve);
        line.WriteEndArray();
    });

    static void WriteCurve(Utf8JsonWriter line, LearningCurve curve)
    {
        line.WriteStartObject();
        line.WriteString("name", curve.Name);
        line.WriteNumber("parameters", curve.Parameters);
        line.WriteStartArray("points");
        foreach (CurvePoint point in curve.Points)
        {
            line.WriteStartObject();
            line.WriteNumber("samples", point.Samples);
            line.Number("loss", point.Loss);
            line.Number("score", point.Score);
            line.WriteEndObject();
        }
        line.WriteEndArray();
        line.WriteEndObject();
    }
}
