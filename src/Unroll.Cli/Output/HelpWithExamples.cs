using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Unroll.Cli.Commands;

namespace Unroll.Cli.Output;

/// <summary>The help page of a command, followed by examples of its use.</summary>
/// <param name="page">The page without examples.</param>
/// <param name="rootExamples">Examples for the tool as a whole.</param>
sealed class HelpWithExamples(HelpAction page, IReadOnlyList<string> rootExamples) : SynchronousCommandLineAction
{
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        page.MaxWidth = Terminal.Width(Console.IsOutputRedirected);
        page.Invoke(parseResult);
        TextWriter output = parseResult.InvocationConfiguration.Output;
        output.WriteLine("Examples:");
        foreach (string example in parseResult.CommandResult.Command is ToolCommand command ? command.Examples : rootExamples)
        {
            output.WriteLine($"  {example}");
        }
        return ExitCode.Done;
    }
}
