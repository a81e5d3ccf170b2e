using System.CommandLine;
using Unroll.Cli.Output;
using Unroll.Cli.Runs;
using Unroll.Cli.Tasks.Classification;
using Unroll.Inspection.Tournaments;
using Unroll.Layers;
using Unroll.Training;

namespace Unroll.Cli.Commands;

/// <summary>Trains classifiers of several cells on the same data and compares them.</summary>
sealed class TournamentCommand : ToolCommand
{
    const int UsualSeeds = 3;

    readonly Argument<string> data = new("DATA") { Description = "A file (CSV, TSV, JSON lines; .gz too), a folder (a class per file or per subfolder), or the name of a data set." };
    readonly Option<CellKind[]?> cells = SharedOptions.Choices("--cells", "Cells to compare (rnn, lstm and gru if not given)", [.. CellKinds.All.Select(kind => (kind.Word(), kind))]);
    readonly Option<int?> seeds = SharedOptions.Whole("--seeds", "N", $"Classifiers of each cell (default {UsualSeeds}); --seed is the first one's.", 1, 1000);
    readonly Option<string> output = new("--output", "-o")
    {
        Description = "Folder for results and charts; finished runs that are there are not made again.",
        HelpName = "FOLDER",
        DefaultValueFactory = _ => "tournament",
    };
    readonly Option<bool> json = SharedOptions.Json("data, measured, and cells, each with cell, accuracy, low, high, loss, parameters, seconds, runs");
    readonly ClassificationTask task = new(new ColumnArguments(), new TokenizerArguments());
    readonly NetworkArguments network;

    internal TournamentCommand() : base("tournament", "Train classifiers of several cells on the same data and compare accuracy, time and size.",
        "unroll tournament reviews.csv --text Review --label Sentiment",
        "unroll tournament dotnet-docs --cells rnn,lstm,gru,mgu,min-gru --seeds 3 --epochs 3 -o docs-tournament",
        "unroll tournament reviews.csv --json")
    {
        network = new([task]);
        Add(data);
        Option[] all = [cells, seeds, output, .. network.OptionsOfAnyCell, .. task.OptionsFromScratch, json];
        foreach (Option option in all) Add(option);
        SetAction(Run);
    }

    int Run(ParseResult parse)
    {
        using Interruption interruption = new();
        (HeldOut validation, HeldOut test) = network.HeldOut(parse);
        RequestedData place = new(Directory.GetCurrentDirectory(), [parse.GetRequiredValue(data)], validation, test);
        ClassificationRequest request = (ClassificationRequest)task.Request(parse, place, network.Given(parse));
        ClassificationData parts = ClassificationData.Load(request, interruption.Token);
        DataText.Print(parts, request.Options);
        if (parts.Measured is not { } measured) throw new InvalidDataException($"{request.Data.Source}: nothing is held out, so nothing can be compared; leave --test and --validation as they are.");
        string folder = ChartFile.MakeFolder(parse.GetRequiredValue(output));
        if (Compete(new(parts.Training, parts.Validation, measured, request.Options), parts.Validation.Count > 0, folder, parse, interruption.Token) is not { } standings)
        {
            Page.Remarks.Say($"Interrupted; the finished runs are kept in {folder}. The same command goes on with the next.");
            return ExitCode.Interrupted;
        }
        ChartFile.Write(Path.Combine(folder, "accuracy-time.svg"), TournamentCharts.AgainstTime(standings));
        ChartFile.Write(Path.Combine(folder, "accuracy-parameters.svg"), TournamentCharts.AgainstParameters(standings));
        if (parse.GetValue(json)) TournamentText.PrintJson(request.Data.Source, measured.Count, standings);
        else TournamentText.Print(Page.Results, standings);
        return ExitCode.Done;
    }

    /// <summary>The standings; null if it was interrupted.</summary>
    IReadOnlyList<TournamentStanding>? Compete(Tournament tournament, bool validates, string folder, ParseResult parse, CancellationToken cancellationToken)
    {
        ProgressDisplay? display = null;
        try
        {
            return tournament.Run(parse.Given(cells) ?? [CellKind.Rnn, CellKind.Lstm, CellKind.Gru], parse.GetValue(seeds) ?? UsualSeeds, folder, Begin, cancellationToken);
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
            Page.Remarks.Say($"{cell.Word()}, seed {seed}");
            return display = new(validates, validated => $"accuracy {Figures.Percent(validated.Metric)}");
        }
    }
}
