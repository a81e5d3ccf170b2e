namespace Unroll.Cli.Commands;

/// <summary>Data: which sets there are, fetching them, looking at them.</summary>
sealed class DataCommand : ToolCommand
{
    internal DataCommand() : base("data", "Look at data: the sets known by name, and files of your own.",
        "unroll data list",
        "unroll data get ag-news",
        "unroll data show reviews.csv --text Review --label Sentiment")
    {
        Add(new DataListCommand());
        Add(new DataGetCommand());
        Add(new DataShowCommand());
    }
}
