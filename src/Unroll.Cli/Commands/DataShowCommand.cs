using System.CommandLine;
using Unroll.Cli.Input;
using Unroll.Cli.Output;
using Unroll.Text;

namespace Unroll.Cli.Commands;

/// <summary>Shows how data is read, before anything is learned from it.</summary>
sealed class DataShowCommand : ToolCommand
{
    readonly Argument<string> data = new("NAME") { Description = "Name of a data set, or the path of a file or folder." };
    readonly Option<string[]> text = SharedOptions.Text();
    readonly Option<string?> label = SharedOptions.Label();

    internal DataShowCommand() : base("show", "Show how data is read: columns, parts, classes, lengths and a text of each class.",
        "unroll data show dotnet-docs",
        "unroll data show reviews.csv --text Review --label Sentiment")
    {
        Add(data);
        Add(text);
        Add(label);
        SetAction(Run);
    }

    int Run(ParseResult parse)
    {
        TextDatasetOptions options = new(parse.GetValue(text) is { Length: > 0 } columns ? columns : null, parse.GetValue(label));
        TextSplit parts = DataSource.Load(parse.GetRequiredValue(data), options);
        DataText.PrintNotes(parts.Train);
        DataText.PrintContents(Page.Results, parts);
        return ExitCode.Done;
    }
}
