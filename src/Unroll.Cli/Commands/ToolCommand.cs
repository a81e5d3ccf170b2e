using System.CommandLine;

namespace Unroll.Cli.Commands;

/// <summary>A verb of the tool, with examples for its help page.</summary>
/// <param name="name">The verb.</param>
/// <param name="description">What it does, for the help page.</param>
/// <param name="examples">Command lines that work as they stand.</param>
abstract class ToolCommand(string name, string description, params IReadOnlyList<string> examples) : Command(name, description)
{
    /// <summary>Command lines that work as they stand.</summary>
    internal IReadOnlyList<string> Examples => examples;
}
