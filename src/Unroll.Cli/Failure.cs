using System.CommandLine;
using System.CommandLine.Parsing;
using Unroll.Cli.Output;
using Unroll.Training;

namespace Unroll.Cli;

/// <summary>Turns what went wrong into one line on standard error and an exit code.</summary>
static class Failure
{
    /// <summary>Set to 1, the trace of an unexpected exception is printed.</summary>
    internal const string DebugVariable = "UNROLL_DEBUG";

    /// <summary>Reports a mistake in a command line.</summary>
    internal static int ReportUsage(ParseResult parse, string mistake) => Usage(CommandPath(parse.CommandResult), mistake);

    /// <summary>Reports an exception.</summary>
    internal static int Report(Exception failure) => failure switch
    {
        OperationCanceledException => Interrupted(),
        ClosedOutputException => ExitCode.Done,
        UsageException usage => Usage(usage.Command, usage.Message),
        InvalidDataException or IOException or UnauthorizedAccessException or NonFiniteLossException or PlatformNotSupportedException => Fault(failure.Message),
        OutOfMemoryException => Fault("not enough memory; try a smaller --batch-size, --hidden or --max-tokens."),
        AggregateException { InnerExceptions: [Exception only] } => Report(only),
        _ => Unexpected(failure),
    };

    static int Usage(string command, string message)
    {
        Messages.Say($"{command}: {message} See '{command} --help'.");
        return ExitCode.Usage;
    }

    static int Interrupted()
    {
        Messages.Say($"{Tool.Name}: interrupted.");
        return ExitCode.Interrupted;
    }

    static int Fault(string message)
    {
        Messages.Say($"{Tool.Name}: {message}");
        return ExitCode.Fault;
    }

    static int Unexpected(Exception failure)
    {
        if (Environment.GetEnvironmentVariable(DebugVariable) == "1")
        {
            Console.Error.WriteLine(failure);
            return ExitCode.Fault;
        }
        return Fault($"a mistake in {Tool.Name} itself ({failure.GetType().Name}: {failure.Message}); "
            + $"please report it with the command line, and with what it prints when {DebugVariable}=1 is set.");
    }

    static string CommandPath(CommandResult command) =>
        command.Parent is CommandResult parent ? $"{CommandPath(parent)} {command.Command.Name}" : Tool.Name;
}
