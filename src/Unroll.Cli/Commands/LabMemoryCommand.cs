using System.CommandLine;
using System.Globalization;
using Unroll.Cli.Output;
using Unroll.Cli.Runs;
using Unroll.Inspection.Memory;
using Unroll.Layers;

namespace Unroll.Cli.Commands;

/// <summary>Measures how far back cells can look.</summary>
sealed class LabMemoryCommand : ToolCommand
{
    const string ChartName = "memory.svg";

    readonly Option<CellKind[]?> cells = SharedOptions.Choices("--cells", "Cells to compare (rnn, lstm and gru if not given)", [.. CellKinds.All.Select(kind => (kind.Word(), kind))]);
    readonly Option<MemoryProblemKind?> problem = SharedOptions.Choice("--problem", "Problem to solve (temporal-order if not given)",
        [.. Enum.GetValues<MemoryProblemKind>().Select(kind => (MemoryChart.Word(kind), kind))]);
    readonly Option<int[]?> lengths = SharedOptions.Wholes("--lengths", "Distances in tokens, with commas between them (default 10,20,40,80,160).", MemoryLabOptions.ShortestDistance);
    readonly Option<int?> seeds = SharedOptions.Whole("--seeds", "N", $"Networks of each cell at each distance (default {Defaults.Seeds}).", 1, 1000);
    readonly Option<int?> hidden = SharedOptions.Whole("--hidden", "N", $"Units of each network (default {Defaults.HiddenSize}).", 1, 65_536);
    readonly Option<int?> steps = SharedOptions.Whole("--steps", "N", $"Steps of training at most (default {Defaults.Steps}).", 1, 10_000_000);
    readonly Option<float?> learningRate = SharedOptions.Number("--learning-rate", "RATE", string.Create(CultureInfo.InvariantCulture, $"Step size of Adam (default {Defaults.LearningRate})."), 1e-8f, 100f);
    readonly Option<int?> threads = SharedOptions.Whole("--threads", "N", "Networks trained at the same time; the results do not depend on it (default: one for each core).", 1, 1024);
    readonly Option<string?> output = new("-o", "--output") { Description = $"Folder for the chart, {ChartName}, and for what is finished if this is interrupted; without it there is neither.", HelpName = "FOLDER" };
    readonly Option<bool> json = SharedOptions.Json("problem, chance, and results, each with cell, distance, accuracy, lowest, highest, steps, seconds");

    static MemoryLabOptions Defaults { get; } = new();

    internal LabMemoryCommand() : base("memory", "How far back each cell can look, on a synthetic problem; about two minutes as it stands.",
        "unroll lab memory -o memory",
        "unroll lab memory --problem adding --cells rnn,lstm,min-gru --lengths 50,100,200 --steps 3000",
        "unroll lab memory --problem parity --seeds 5 --json")
    {
        foreach (Option option in (Option[])[cells, problem, lengths, seeds, hidden, steps, learningRate, threads, output, json]) Add(option);
        SetAction(Run);
    }

    int Run(ParseResult parse)
    {
        MemoryLab lab = new(new(parse.GetValue(problem) ?? Defaults.Problem, parse.Given(cells), parse.Given(lengths), parse.GetValue(seeds) ?? Defaults.Seeds,
            parse.GetValue(hidden) ?? Defaults.HiddenSize, parse.GetValue(steps) ?? Defaults.Steps, parse.GetValue(learningRate) ?? Defaults.LearningRate, parse.GetValue(threads)));
        string? chart = parse.GetValue(output) is { } folder ? Path.Combine(ChartFile.MakeFolder(folder), ChartName) : null;
        int kept = ChartFile.Kept(chart);
        using Interruption interruption = new();
        if (Train(lab, chart, interruption.Token) is not { } outcomes) return ChartFile.SayInterrupted(chart);
        ChartFile.SayKept(kept);
        if (parse.GetValue(json)) MemoryText.PrintJson(lab.Options, outcomes);
        else MemoryText.Print(Page.Results, lab.Options, outcomes);
        if (chart is not null) ChartFile.Write(chart, MemoryChart.Of(lab.Options, outcomes));
        return ExitCode.Done;
    }

    /// <summary>The outcomes; null if it was interrupted.</summary>
    static IReadOnlyList<MemoryOutcome>? Train(MemoryLab lab, string? chart, CancellationToken cancellationToken)
    {
        using OutcomeCounter counter = new(lab.Options);
        try
        {
            return lab.Run(counter, chart is null ? null : ChartFile.Unfinished(chart), cancellationToken);
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    /// <summary>Shows on a terminal how many networks are done.</summary>
    sealed class OutcomeCounter(MemoryLabOptions options) : IProgress<MemoryOutcome>, IDisposable
    {
        readonly int total = options.Cells.Count * options.Distances.Count * options.Seeds;
        readonly LiveLine line = new();
        readonly Lock drawing = new();
        int done;

        public void Report(MemoryOutcome outcome)
        {
            lock (drawing)
            {
                done++;
                line.Show(_ => $"{done} of {total} networks: {outcome.Cell.Word()} at {outcome.Distance} tokens, {Figures.Percent(outcome.Accuracy)}");
            }
        }

        public void Dispose() => line.Clear();
    }
}
