using System.CommandLine;
using Unroll.Cli.Output;
using Unroll.Text;

namespace Unroll.Cli.Commands;

/// <summary>Lists the data sets that are known by name.</summary>
sealed class DataListCommand : ToolCommand
{
    internal DataListCommand() : base("list", "List the data sets that are known by name.", "unroll data list") => SetAction(Run);

    int Run(ParseResult parse)
    {
        DatasetStore store = DatasetStore.ForUser();
        Page.Results.PrintWords(["name", "state", "what it is; terms of use"], DatasetStore.Catalogue.Select(set =>
            (IReadOnlyList<string>)[set.Name, State(set, store), $"{set.Summary}; {set.Terms}"]));
        return ExitCode.Done;
    }

    static string State(NamedDataset set, DatasetStore store) =>
        store.IsHere(set) ? "here" : set.CanDownload ? "to download" : "not here";
}
