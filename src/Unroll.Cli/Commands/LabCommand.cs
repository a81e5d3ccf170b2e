namespace Unroll.Cli.Commands;

/// <summary>Experiments that show what networks can do and what not.</summary>
sealed class LabCommand : ToolCommand
{
    internal LabCommand() : base("lab", "Experiments on this machine: published findings at a size of minutes.",
        "unroll lab grid parity",
        "unroll lab grid addition --digits 4")
    {
        Add(new LabGridCommand());
    }
}
