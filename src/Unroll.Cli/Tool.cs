using System.CommandLine;
using System.CommandLine.Help;
using System.Reflection;
using Unroll.Cli.Commands;
using Unroll.Cli.Output;

namespace Unroll.Cli;

/// <summary>The tool as a whole: command line in, exit code out.</summary>
static class Tool
{
    internal const string Name = "unroll";

    /// <summary>What --version says.</summary>
    internal static string Version => typeof(Tool).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";

    /// <summary>Runs one command line. No exception leaves this method.</summary>
    internal static int Run(string[] arguments)
    {
        try
        {
            // An argument that begins with @ is a text like any other, not the name of a file with more arguments.
            ParserConfiguration parser = new() { ResponseFileTokenReplacer = null, EnablePosixBundling = false };
            ParseResult parse = Root().Parse(arguments, parser);
            return UsageCheck.FirstMistake(parse) is { } mistake
                ? Failure.ReportUsage(parse, mistake)
                : parse.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
        }
        catch (Exception failure)
        {
            return Failure.Report(failure);
        }
    }

    static RootCommand Root()
    {
        RootCommand root = new("Train, measure and use recurrent neural networks on texts and pictures.")
        {
            new TrainCommand(),
            new EvaluateCommand(),
            new PredictCommand(),
            new GenerateCommand(),
            new TagCommand(),
            new TranslateCommand(),
            new CaptionCommand(),
            new InspectCommand(),
            new ReportCommand(),
            new ServeCommand(),
            new StudioCommand(),
            new ExportCommand(),
            new ImportCommand(),
            new DataCommand(),
            new TournamentCommand(),
            new LabCommand(),
            new BenchCommand(),
            new VerifyCommand(),
        };
        root.HelpName = Name;
        HelpOption help = root.Options.OfType<HelpOption>().Single();
        HelpWithExamples page = new((HelpAction)help.Action!,
        [
            "unroll train",
            "unroll train reviews.csv --text Review --label Sentiment -o sentiment",
            "unroll predict sentiment \"not bad at all\"",
            "unroll train --help",
        ]);
        help.Action = page;
        root.SetAction(page.Invoke);
        return root;
    }
}
