using System.CommandLine;
#if !AHEAD_OF_TIME
using Unroll.Cli.Runs;
using Unroll.Formats;
using Unroll.Tasks;
#endif

namespace Unroll.Cli.Commands;

/// <summary>Writes down what a trained model was made from, how it was trained and how good it is.</summary>
sealed class ReportCommand : ToolCommand
{
    readonly Argument<string> model = new("MODEL") { Description = "Folder of a trained model." };
    readonly Option<string?> output = new("--output", "-o")
    {
        Description = "The report as a page for a browser, one file that needs no network. Neither this nor --markdown given: MODEL-report.html.",
        HelpName = "FILE.html",
    };
    readonly Option<string?> markdown = new("--markdown") { Description = "The same report as Markdown.", HelpName = "FILE.md" };

    internal ReportCommand() : base("report", "Write a report on a trained model: data, settings, curves, metrics, mistakes, and how to do it again.",
        "unroll report sentiment",
        "unroll report sentiment -o sentiment.html --markdown sentiment.md")
    {
        Add(model);
        Add(output);
        Add(markdown);
        SetAction(Run);
    }

    int Run(ParseResult parse)
    {
#if AHEAD_OF_TIME
        throw ToolBuild.Lacks("unroll report", "the texts of its pages");
#else
        string folder = parse.GetRequiredValue(model);
        string? asMarkdown = parse.GetValue(markdown), asPage = parse.GetValue(output) ?? (asMarkdown is null ? PageBeside(folder) : null);
        if (asPage == asMarkdown) throw new UsageException($"{Tool.Name} {Name}", "-o and --markdown name the same file; choose another for one of them.");
        string task = ModelFolder.TaskOf(RunFolder.RequireFinished(folder));
        foreach (string? file in new[] { asPage, asMarkdown })
        {
            if (file is not null) AtomicFile.RequireWritable(file);
        }
        Web.Reports.RunReport.Write(folder, task, asPage, asMarkdown);
        return ExitCode.Done;
#endif
    }

#if !AHEAD_OF_TIME
    // What is called "." has its name in its whole path.
    static string PageBeside(string folder)
    {
        string name = Path.TrimEndingDirectorySeparator(folder);
        return $"{(Path.GetFileName(name) is "." or ".." ? Path.GetFullPath(name) : name)}-report.html";
    }
#endif
}
