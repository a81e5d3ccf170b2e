using System.CommandLine;
using Unroll.Cli.Input;
using Unroll.Cli.Output;
using Unroll.Cli.Tasks.Classification;
using Unroll.Text;

namespace Unroll.Cli.Commands;

/// <summary>Shows how data is read, before anything is learned from it.</summary>
sealed class DataShowCommand : ToolCommand
{
    readonly Argument<string> data = new("NAME") { Description = "Name of a data set, or the path of a file or folder." };
    readonly ColumnArguments columns = new();
    readonly Option<bool> json = SharedOptions.Json("one object: source, texts, validation, test, characters, classes");

    internal DataShowCommand() : base("show", "Show how data is read: columns, parts, classes, lengths and a text of each class.",
        "unroll data show dotnet-docs",
        "unroll data show reviews.csv --text Review --label Sentiment")
    {
        Add(data);
        foreach (Option option in columns.Options) Add(option);
        Add(json);
        SetAction(Run);
    }

    int Run(ParseResult parse)
    {
        TextDatasetOptions options = new(columns.Text(parse), columns.Label(parse));
        TextSplit parts = DataSource.Load(parse.GetRequiredValue(data), options);
        DataText.PrintNotes(parts.Train);
        if (parse.GetValue(json)) DataText.PrintJson(parts);
        else DataText.PrintContents(Page.Results, parts);
        return ExitCode.Done;
    }
}
