using System.CommandLine;
using Unroll.Cli.Output;
using Unroll.Cli.Runs;
using Unroll.Inspection;
using Unroll.Layers;

namespace Unroll.Cli.Commands;

/// <summary>Checks on this machine that the networks compute what they should.</summary>
sealed class VerifyCommand : ToolCommand
{
    readonly Option<CellKind?> cell = SharedOptions.Choice("--cell", "Check one cell only (all if not given)",
        [.. CellKinds.All.Select(kind => (kind.Word(), kind))]);
    readonly Option<bool> json = SharedOptions.Json("one object: passed, failed, checks, each with name, passed, detail");

    internal VerifyCommand() : base("verify", "Check on this machine that gradients, layers and kernels are right; under a minute.",
        "unroll verify",
        "unroll verify --cell lstm --json")
    {
        Add(cell);
        Add(json);
        SetAction(Run);
    }

    int Run(ParseResult parse)
    {
        using Interruption interruption = new();
        List<VerificationCheck> checks = [];
        LiveLine line = new();
        foreach (VerificationCheck check in SelfVerification.Run(parse.GetValue(cell) is { } one ? [one] : null, interruption.Token))
        {
            checks.Add(check);
            line.Show(width => check.Name.Length <= width ? check.Name : check.Name[..width]);
        }
        line.Clear();
        if (parse.GetValue(json)) VerificationText.PrintJson(checks);
        else VerificationText.Print(Page.Results, checks);
        return checks.TrueForAll(check => check.Passed) ? ExitCode.Done : ExitCode.Fault;
    }
}
