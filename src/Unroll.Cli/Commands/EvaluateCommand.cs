using System.CommandLine;
using Unroll.Cli.Runs;
using Unroll.Cli.Tasks;
using Unroll.Tasks;

namespace Unroll.Cli.Commands;

/// <summary>Measures a trained model on data whose answers are known.</summary>
sealed class EvaluateCommand : ToolCommand
{
    readonly Argument<string> model = new("MODEL") { Description = "Folder of a trained model." };
    readonly Argument<string[]> data = new("DATA")
    {
        Description = "Data with the right answers: a file, a folder, or the name of a data set, of which the test part is taken.",
        Arity = ArgumentArity.OneOrMore,
    };
    readonly ColumnArguments columns = new();
    readonly IReadOnlyList<ToolTask> tasks;
    readonly Option<bool> json = SharedOptions.Json("one object: task, model, metrics, and confusion for classes");

    internal EvaluateCommand() : base("evaluate", "Measure a trained model on data whose answers are known.",
        "unroll evaluate sentiment test.csv",
        "unroll evaluate sentiment test.csv --text Review --label Sentiment --json",
        "unroll evaluate dotnet-docs dotnet-docs")
    {
        tasks = ToolTask.CreateAll(columns);
        Add(model);
        Add(data);
        foreach (Option option in columns.Options) Add(option);
        foreach (Option option in tasks.SelectMany(known => known.EvaluationOptions)) Add(option);
        Add(json);
        SetAction(Run);
    }

    int Run(ParseResult parse)
    {
        string folder = RunFolder.RequireFinished(parse.GetRequiredValue(model));
        string name = ModelFolder.TaskOf(folder);
        ToolTask task = tasks.FirstOrDefault(known => known.Name == name)
            ?? throw new InvalidDataException($"{folder}: a model for the task \"{name}\", which this version does not know; known are {string.Join(", ", tasks.Select(known => known.Name))}.");
        string[] sources = parse.GetRequiredValue(data);
        task.RequireFewEnough(sources, parse);
        if (tasks.Except([task]).SelectMany(other => other.EvaluationOptions).FirstOrDefault(option => parse.GetResult(option) is { Implicit: false }) is { } foreign)
        {
            throw new UsageException($"{Tool.Name} {Name}", $"{foreign.Name} means nothing to a model for --task {task.Name}; leave it out.");
        }
        task.Evaluate(folder, sources, parse, parse.GetValue(json));
        return ExitCode.Done;
    }
}
