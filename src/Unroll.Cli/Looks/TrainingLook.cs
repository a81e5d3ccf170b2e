using Unroll.Cli.Output;
using Unroll.Cli.Runs;
using Unroll.Cli.Web;
using Unroll.Formats;
using Unroll.Inspection.TrainingRuns;

namespace Unroll.Cli.Looks;

/// <summary>How the training of a model went: charts in words, and a verdict with what to try.</summary>
static class TrainingLook
{
    /// <param name="folder">The model.</param>
    /// <param name="json">Whether a program reads it.</param>
    /// <param name="html">A file for a page with charts; null: none.</param>
    internal static int Show(string folder, bool json, string? html)
    {
        if (html is not null) AtomicFile.RequireWritable(html);
        RunInspection run = RunInspection.Read(RunFolder.RequireFinished(folder));
        IReadOnlyList<RunFinding> findings = RunFindings.Of(run);
        if (html is not null) TrainingPage.Write(html, run, findings);
        if (json) TrainingLookText.PrintJson(run, findings);
        else TrainingLookText.Print(Page.Results, run, findings);
        return ExitCode.Done;
    }
}
