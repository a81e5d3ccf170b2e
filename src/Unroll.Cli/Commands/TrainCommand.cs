using System.CommandLine;
using Unroll.Cli.Input;
using Unroll.Cli.Runs;

namespace Unroll.Cli.Commands;

/// <summary>What a model learns to do.</summary>
enum TaskKind
{
    /// <summary>Give a text one of several labels.</summary>
    Classify,
}

/// <summary>Trains a model on data and saves it.</summary>
sealed class TrainCommand : ToolCommand
{
    const string DefaultData = "dotnet-docs";

    readonly Argument<string?> data = new("DATA")
    {
        Description = $"A file (CSV, TSV, JSON lines; .gz too), a folder (a class per file or per subfolder), or the name of a data set. Not given: {DefaultData}.",
        Arity = ArgumentArity.ZeroOrOne,
    };
    readonly Option<string?> output = new("--output", "-o") { Description = "Folder for the model. Not given: named after the data.", HelpName = "FOLDER" };
    readonly Option<TaskKind?> task = SharedOptions.Choice("--task", "What is learned (classify if not given)", ("classify", TaskKind.Classify));
    readonly Option<string[]> text = SharedOptions.Text();
    readonly Option<string?> label = SharedOptions.Label();
    readonly TrainingArguments training = new();
    readonly Option<string?> resume = new("--resume") { Description = "Go on with the interrupted run of this model folder.", HelpName = "MODEL" };
    readonly Option<bool> json = SharedOptions.Json("one object: task, model, metrics, baselines, epochs, tokens, seconds, tokensPerSecond");

    internal TrainCommand() : base("train", "Train a model on labelled texts, measure it on texts it has not seen, and save it.",
        "unroll train",
        "unroll train reviews.csv --text Review --label Sentiment -o sentiment",
        "unroll train ag-news --cell lstm --hidden 128 --bidirectional --layers 2",
        "unroll train names/ --tokenizer character --balance",
        "unroll train --resume sentiment")
    {
        Add(data);
        foreach (Option option in new Option[] { output, task, text, label }) Add(option);
        foreach (Option option in training.Options) Add(option);
        Add(resume);
        Add(json);
        SetAction(Run);
    }

    int Run(ParseResult parse)
    {
        (RunFolder folder, TrainingRequest request) = parse.GetValue(resume) is { } interrupted ? Resume(parse, interrupted) : Begin(parse);
        using (folder)
        {
            return new TrainingRun(folder, request).Execute(json: parse.GetValue(json));
        }
    }

    (RunFolder, TrainingRequest) Begin(ParseResult parse)
    {
        string source = parse.GetValue(data) ?? DefaultData;
        (HeldOut validation, HeldOut test) = training.HeldOut(parse);
        TrainingRequest request = new(
            Directory.GetCurrentDirectory(),
            source,
            parse.GetValue(text) is { Length: > 0 } columns ? columns : null,
            parse.GetValue(label),
            training.Vectors(parse),
            validation,
            test,
            training.Classifier(parse, source));
        return (RunFolder.Begin(parse.GetValue(output) ?? DataSource.BaseName(source), request), request);
    }

    (RunFolder, TrainingRequest) Resume(ParseResult parse, string model)
    {
        string? other = new Symbol[] { data, output, text, label }.FirstOrDefault(symbol => IsGiven(parse, symbol))?.Name ?? training.FirstThatChangesTheRun(parse);
        if (other is not null)
        {
            throw new UsageException($"{Tool.Name} {Name}", $"--resume goes on with the run as it was begun, so {other} cannot be given with it; only --threads and --json can.");
        }
        (RunFolder folder, TrainingRequest request) = RunFolder.Resume(model);
        request = request.Here();
        return (folder, request with { Options = request.Options with { Threads = training.Threads(parse) ?? request.Options.Threads } });
    }

    static bool IsGiven(ParseResult parse, Symbol symbol) => symbol switch
    {
        Argument argument => parse.GetResult(argument) is { Tokens.Count: > 0 },
        Option option => parse.GetResult(option) is { Implicit: false },
        _ => false,
    };
}
