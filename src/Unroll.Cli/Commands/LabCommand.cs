namespace Unroll.Cli.Commands;

/// <summary>Experiments that show what recurrent networks can and cannot do.</summary>
sealed class LabCommand : ToolCommand
{
    internal LabCommand() : base("lab", "Experiments that show what recurrent networks can and cannot do.",
        "unroll lab memory",
        "unroll lab memory --help") => Add(new LabMemoryCommand());
}
