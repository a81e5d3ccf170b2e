using System.CommandLine;
using Unroll.Cli.Input;
using Unroll.Cli.Output;

namespace Unroll.Cli.Commands;

/// <summary>Lists the data sets that are known by name.</summary>
sealed class DataListCommand : ToolCommand
{
    internal DataListCommand() : base("list", "List the data sets that are known by name.", "unroll data list") => SetAction(Run);

    int Run(ParseResult parse)
    {
        Page.Results.PrintWords(["name", "state", "what it is"], DataSource.Known.Select(known => (IReadOnlyList<string>)[known.Name, known.State, known.Description]));
        return ExitCode.Done;
    }
}
