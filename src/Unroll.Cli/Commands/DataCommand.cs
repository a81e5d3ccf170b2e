using System.CommandLine;
using Unroll.Cli.Input;
using Unroll.Cli.Output;
using Unroll.Text;

namespace Unroll.Cli.Commands;

/// <summary>Data: which sets there are, fetching them, looking at them.</summary>
sealed class DataCommand : ToolCommand
{
    internal DataCommand() : base("data", "Look at data: the sets known by name, and files of your own.",
        "unroll data list",
        "unroll data get ag-news",
        "unroll data show reviews.csv")
    {
        Add(new DataShowCommand());
    }
}

/// <summary>What is in a data set.</summary>
sealed class DataShowCommand : ToolCommand
{
    readonly Argument<string> data = new("NAME") { Description = "Name of a data set, or the path of a file or folder." };
    readonly Option<string[]> text = SharedOptions.Text();
    readonly Option<string?> label = SharedOptions.Label();

    internal DataShowCommand() : base("show", "Show how data is read: columns, classes, lengths and a text of each class.",
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
        TextDataset dataset = DataSource.Load(parse.GetRequiredValue(data), DataPart.Train, options);
        DataText.PrintNotes(dataset);
        return ExitCode.Done;
    }
}
