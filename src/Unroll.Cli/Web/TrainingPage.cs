using Unroll.Cli.Web.Reports;
using Unroll.Inspection.TrainingRuns;

namespace Unroll.Cli.Web;

/// <summary>How a training went, as a page.</summary>
static class TrainingPage
{
    /// <summary>Findings, curves and what was seen inside the recurrent layers.</summary>
    internal static void Write(string file, RunInspection run, IReadOnlyList<RunFinding> findings)
    {
        IReadOnlyList<ReportPart> inside = TrainingParts.Inside(run);
        ReportSection verdict = new("Verdict", [new ReportFindings(TrainingParts.Findings(findings)), .. TrainingParts.Curves(run, "share or score")]);
        Report report = new($"Training of {run.Folder}", inside.Count == 0 ? [verdict] : [verdict, new("Inside the recurrent layers", inside)]);
        ReportPage.Of(report).Write(file);
    }
}
