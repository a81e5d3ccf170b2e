using System.CommandLine;
using Unroll.Cli.Output;
using Unroll.Cli.Runs;
using Unroll.Cli.Tasks.Classification;
using Unroll.Inspection.Tournaments;
using Unroll.Layers;
using Unroll.Tasks;
using Unroll.Training;

namespace Unroll.Cli.Commands;

/// <summary>Trains classifiers of several cells on the same data and compares them.</summary>
sealed class TournamentCommand : ToolCommand
{
    const int UsualSeeds = 3;
    const float LeastBudget = 0.1f, MostBudget = 1e6f;

    readonly Argument<string> data = new("DATA") { Description = "A file (CSV, TSV, JSON lines; .gz too), a folder (a class per file or per subfolder), or the name of a data set." };
    readonly Option<CellKind[]?> cells = SharedOptions.Choices("--cells", "Cells to compare (rnn, lstm and gru if not given)", [.. CellKinds.All.Select(kind => (kind.Word(), kind))]);
    readonly Option<int?> seeds = SharedOptions.Whole("--seeds", "N", $"Classifiers of each cell (default {UsualSeeds}); --seed is the first one's.", 1, 1000);
    readonly Option<float?> budget = SharedOptions.Number("--budget", "SECONDS",
        "Seconds of training for each cell and seed, validations included, instead of --epochs; the best epoch whose validation ends in time is measured. Depends on the machine's speed, so no two runs agree to the bit.",
        LeastBudget, MostBudget);
    readonly Option<string> output = new("--output", "-o")
    {
        Description = "Folder for results and charts; finished runs that are there are not made again.",
        HelpName = "FOLDER",
        DefaultValueFactory = _ => "tournament",
    };
    readonly Option<bool> json = SharedOptions.Json(
        "data, measured, budgetSeconds, reproducible, and cells, each with cell, accuracy, low, high, loss, parameters, epochs, seconds, runs, runsWithoutEpoch");
    readonly ClassificationTask task = new(new ColumnArguments(), new TokenizerArguments());
    readonly NetworkArguments network;

    internal TournamentCommand() : base("tournament", "Train classifiers of several cells on the same data and compare accuracy, time and size.",
        "unroll tournament reviews.csv --text Review --label Sentiment",
        "unroll tournament dotnet-docs --cells rnn,lstm,gru,mgu --epochs 3 -o docs-tournament",
        "unroll tournament reviews.csv --cells lstm,gru,sru --budget 60",
        "unroll tournament reviews.csv --json")
    {
        network = new([task]);
        Add(data);
        Option[] all = [cells, seeds, budget, output, .. network.OptionsOfAnyCell, .. task.OptionsFromScratch, json];
        foreach (Option option in all) Add(option);
        SetAction(Run);
    }

    int Run(ParseResult parse)
    {
        using Interruption interruption = new();
        (HeldOut validation, HeldOut test) = network.HeldOut(parse);
        RequestedData place = new(Directory.GetCurrentDirectory(), [parse.GetRequiredValue(data)], validation, test);
        ClassificationRequest request = (ClassificationRequest)task.Request(parse, place, network.Given(parse));
        TextClassifierOptions options = WithinBudget(parse, request.Options);
        ClassificationData parts = ClassificationData.Load(request, interruption.Token);
        DataText.Print(parts, options);
        if (parts.Measured is not { } measured) throw new InvalidDataException($"{request.Data.Source}: nothing is held out, so nothing can be compared; leave --test and --validation as they are.");
        if (parts.Test.Count == 0) Page.Remarks.Say("Nothing is left to test with, so the accuracies are those on the texts to stop by, which also chose the epochs: a little too good.");
        string folder = ChartFile.MakeFolder(parse.GetRequiredValue(output));
        if (Compete(new(parts.Training, parts.Validation, measured, options), parts.Validation.Count > 0, folder, parse, interruption.Token) is not { } standings)
        {
            Page.Remarks.Say($"Interrupted; the finished runs are kept in {folder}. The same command goes on with the next.");
            return ExitCode.Interrupted;
        }
        ChartFile.Write(Path.Combine(folder, "accuracy-time.svg"), TournamentCharts.AgainstTime(standings));
        ChartFile.Write(Path.Combine(folder, "accuracy-parameters.svg"), TournamentCharts.AgainstParameters(standings));
        if (parse.GetValue(json)) TournamentText.PrintJson(request.Data.Source, measured.Count, options.BudgetSeconds, standings);
        else TournamentText.Print(Page.Results, standings);
        if (options.BudgetSeconds is { } seconds) TournamentText.SayBudget(Page.Remarks, seconds, parts.Training.Count, options.BatchSize, standings);
        return ExitCode.Done;
    }

    /// <summary>Where seconds are given, nothing else ends a run.</summary>
    TextClassifierOptions WithinBudget(ParseResult parse, TextClassifierOptions options)
    {
        if (parse.GetValue(budget) is not { } seconds) return options;
        if (network.Given(parse).Epochs is null) return options with { BudgetSeconds = Math.Round((double)seconds, 3), Epochs = int.MaxValue, Patience = int.MaxValue };
        throw new UsageException($"{Tool.Name} {Name}", $"{budget.Name} trains as many epochs as fit into the seconds, so --epochs would mean nothing; leave one of them out.");
    }

    /// <summary>The standings; null if it was interrupted.</summary>
    IReadOnlyList<TournamentStanding>? Compete(Tournament tournament, bool validates, string folder, ParseResult parse, CancellationToken cancellationToken)
    {
        ProgressDisplay? display = null;
        int begun = 0;
        try
        {
            IReadOnlyList<TournamentStanding> standings = tournament.Run(
                parse.Given(cells) ?? [CellKind.Rnn, CellKind.Lstm, CellKind.Gru], parse.GetValue(seeds) ?? UsualSeeds, folder, Begin, cancellationToken);
            display?.Clear();
            TournamentText.SayKept(Page.Remarks, folder, begun, standings.Sum(standing => standing.Runs.Count));
            return standings;
        }
        catch (OperationCanceledException)
        {
            return null;
        }
        finally
        {
            display?.Clear();
        }

        IProgress<TrainingProgress> Begin(CellKind cell, ulong seed)
        {
            display?.Clear();
            begun++;
            Page.Remarks.Say($"{cell.Word()}, seed {seed}");
            return display = new(validates, validated => $"accuracy {Figures.Percent(validated.Metric)}");
        }
    }
}
