using System.CommandLine;
using Unroll.Cli.Input;
using Unroll.Cli.Output;
using Unroll.Cli.Runs;
using Unroll.Text;

namespace Unroll.Cli.Commands;

/// <summary>Fetches a data set and prints the folder it is in.</summary>
sealed class DataGetCommand : ToolCommand
{
    readonly Argument<string> name = new("NAME") { Description = "Name of a data set, see: unroll data list." };

    internal DataGetCommand() : base("get", "Download a data set if it is not on this machine, check it, and print its folder.",
        "unroll data get ag-news",
        "unroll data get names")
    {
        Add(name);
        SetAction(Run);
    }

    int Run(ParseResult parse)
    {
        NamedDataset set = DataSource.Named(parse.GetRequiredValue(name));
        DatasetStore store = DatasetStore.ForUser();
        using Interruption interruption = new();
        DataSource.Fetch(store, set, interruption.Token);
        if (store.Locate(set) is { } folder) Console.Out.WriteLine(folder);
        else Messages.Say($"{set.Name} needs no download: it {set.Terms}.");
        return ExitCode.Done;
    }
}
