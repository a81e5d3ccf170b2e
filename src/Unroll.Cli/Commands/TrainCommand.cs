using System.CommandLine;
using Unroll.Cli.Runs;
using Unroll.Cli.Tasks;

namespace Unroll.Cli.Commands;

/// <summary>Trains a model on data and saves it.</summary>
sealed class TrainCommand : ToolCommand
{
    readonly IReadOnlyList<ToolTask> tasks = ToolTask.CreateAll(new ColumnArguments(), new SearchArguments());
    readonly NetworkArguments network;
    readonly Argument<string[]> data;
    readonly Option<string?> output = new("--output", "-o") { Description = "Folder for the model. Not given: named after the data.", HelpName = "FOLDER" };
    readonly Option<ToolTask?> task;
    readonly Option<string?> resume = new("--resume") { Description = "Go on with the interrupted run of this model folder.", HelpName = "MODEL" };
    readonly Option<bool> json = SharedOptions.Json("one object: task, model, metrics, baselines, epochs, tokens, seconds, tokensPerSecond, time");

    internal TrainCommand() : base("train", "Train a model, measure it on what it has not seen, and save it.",
        "unroll train",
        "unroll train reviews.csv --text Review --label Sentiment -o sentiment",
        "unroll train ag-news --cell lstm --hidden 128 --bidirectional --layers 2",
        "unroll train names/ --tokenizer character --balance",
        "unroll train --task tag en_ewt-ud-train.conllu.gz --validation en_ewt-ud-dev.conllu.gz -o tagger",
        "unroll train --resume sentiment")
    {
        network = new(tasks);
        data = new("DATA")
        {
            Description = $"A file (CSV, TSV, JSON lines; .gz too), a folder (a class per file or per subfolder), or the name of a data set. Not given: {tasks[0].DefaultData}.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        task = new("--task")
        {
            Description = $"What is learned ({tasks[0].Name} if not given): {string.Join("; ", tasks.Select(known => $"{known.Name}, to {known.Purpose}"))}.",
            HelpName = "WORD",
            CustomParser = argument =>
            {
                string word = argument.Tokens[0].Value;
                ToolTask? known = tasks.FirstOrDefault(candidate => candidate.Name == word);
                if (known is null) argument.AddError($"--task: '{word}' is not known; choose from {string.Join(", ", tasks.Select(candidate => candidate.Name))}.");
                return known;
            },
        };
        task.CompletionSources.Add([.. tasks.Select(known => known.Name)]);
        Add(data);
        Option[] all = [output, task, .. network.Options, .. tasks.SelectMany(known => known.Options).Distinct(), resume, json];
        foreach (Option option in all) Add(option);
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
        ToolTask chosen = parse.GetValue(task) ?? tasks[0];
        string[] sources = parse.GetValue(data) is { Length: > 0 } given ? given : [chosen.DefaultData];
        chosen.RequireFewEnough(sources, parse);
        RefuseOptionsOfOthers(chosen, parse);
        (HeldOut validation, HeldOut test) = network.HeldOut(parse);
        RequestedData place = new(Directory.GetCurrentDirectory(), sources, validation, test);
        TrainingRequest request = chosen.Request(parse, place, network.Given(parse)) with { Command = new(place.Folder, [.. parse.Tokens.Select(token => token.Value)]) };
        return (RunFolder.Begin(parse.GetValue(output) ?? chosen.ModelName(sources), request), request);
    }

    void RefuseOptionsOfOthers(ToolTask chosen, ParseResult parse)
    {
        IEnumerable<Option> others = tasks.SelectMany(known => known.Options).Except(chosen.Options).Concat(network.Meaningless(chosen.Defaults));
        if (others.FirstOrDefault(option => IsGiven(parse, option)) is { } foreign)
        {
            throw new UsageException($"{Tool.Name} {Name}", $"{foreign.Name} means nothing to --task {chosen.Name}; leave it out.");
        }
    }

    (RunFolder, TrainingRequest) Resume(ParseResult parse, string model)
    {
        Symbol[] free = [resume, json, network.ThreadsOption];
        Symbol? other = Arguments.Concat<Symbol>(Options).Except(free).FirstOrDefault(symbol => IsGiven(parse, symbol));
        if (other is not null)
        {
            throw new UsageException($"{Tool.Name} {Name}", $"--resume goes on with the run as it was begun, so {other.Name} cannot be given with it; only --threads and --json can.");
        }
        (RunFolder folder, TrainingRequest request) = RunFolder.Resume(model);
        return (folder, request.Here(network.Threads(parse)));
    }

    static bool IsGiven(ParseResult parse, Symbol symbol) => symbol switch
    {
        Argument argument => parse.GetResult(argument) is { Tokens.Count: > 0 },
        Option option => parse.GetResult(option) is { Implicit: false },
        _ => false,
    };
}
