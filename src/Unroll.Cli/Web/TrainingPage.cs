using System.Globalization;
using Unroll.Cli.Output;
using Unroll.Inspection.TrainingRuns;

namespace Unroll.Cli.Web;

/// <summary>How a training went, as a page.</summary>
static class TrainingPage
{
    internal static void Write(string file, RunInspection run, IReadOnlyList<RunFinding> findings)
    {
        HtmlPage page = new($"Training of {run.Folder}");
        page.Heading("Verdict");
        Append(page, run, findings);
        page.Write(file);
    }

    /// <summary>Findings, curves and what was seen inside the recurrent layers.</summary>
    internal static void Append(HtmlPage page, RunInspection run, IReadOnlyList<RunFinding> findings)
    {
        page.Findings(findings.Select(finding => (TrainingLookText.Word(finding.Weight), finding.What, finding.Mend)));
        page.Chart(RunChart.Loss(run.History)).Chart(RunChart.Metric(run.History, "share or score"));
        if (run.Steps.Count == 0) return;
        page.Heading("Inside the recurrent layers");
        page.Remark(string.Create(CultureInfo.InvariantCulture, $"Medians over {run.TellingSteps.Count} of {run.Steps.Count} looks at the run: the later ones while it still learned."));
        page.Chart(RunChart.Reach(run));
        page.Table(2, ["layer", "gate", "mean", "closed (below 0.05)", "open (above 0.95)", "half gone after"], TrainingLookText.GateRows(run.Levels));
        page.Subheading("How far a step moves each parameter, as a share of its length");
        page.Table(1, ["parameter", "share"], TrainingLookText.UpdateRows(run));
    }
}
