using System.CommandLine;
using Unroll.Cli.Output;
using Unroll.Text;

namespace Unroll.Cli.Commands;

/// <summary>Lists the data sets that are known by name.</summary>
sealed class DataListCommand : ToolCommand
{
    readonly Option<bool> json = SharedOptions.Json("one object a data set: name, state, summary, terms");

    internal DataListCommand() : base("list", "List the data sets that are known by name.", "unroll data list")
    {
        Add(json);
        SetAction(Run);
    }

    int Run(ParseResult parse)
    {
        DatasetStore store = DatasetStore.ForUser();
        if (parse.GetValue(json))
        {
            foreach (NamedDataset set in DatasetStore.Catalogue) PrintJson(set, State(set, store));
            return ExitCode.Done;
        }
        Page.Results.PrintWords(["name", "state", "what it is; terms of use"], DatasetStore.Catalogue.Select(set =>
            (IReadOnlyList<string>)[set.Name, State(set, store), $"{set.Summary}; {set.Terms}"]));
        return ExitCode.Done;
    }

    static void PrintJson(NamedDataset set, string state) => JsonText.Print(line =>
    {
        line.WriteString("name", set.Name);
        line.WriteString("state", state);
        line.WriteString("summary", set.Summary);
        line.WriteString("terms", set.Terms);
    });

    static string State(NamedDataset set, DatasetStore store) =>
        store.IsHere(set) ? "here" : set.CanDownload ? "to download" : "not here";
}
