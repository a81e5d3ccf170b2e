using System.Globalization;
using Unroll.Cli.Output;
using Unroll.Inspection;
using Unroll.Inspection.TrainingRuns;

namespace Unroll.Cli.Web.Reports;

/// <summary>How a training went, as parts of a page or a report.</summary>
static class TrainingParts
{
    internal static IReadOnlyList<(string Weight, string What, string? Mend)> Findings(IReadOnlyList<RunFinding> findings) =>
        [.. findings.Select(finding => (TrainingLookText.Word(finding.Weight), finding.What, finding.Mend))];

    /// <summary>Losses and what validation measured, epoch by epoch.</summary>
    internal static IReadOnlyList<ReportPart> Curves(RunInspection run, string metric) =>
        [.. new LineChart?[] { RunChart.Loss(run.History), RunChart.Metric(run.History, metric) }.OfType<LineChart>().Select(chart => new ReportChart(chart))];

    /// <summary>What was seen inside the recurrent layers; nothing where no step was looked into.</summary>
    internal static IReadOnlyList<ReportPart> Inside(RunInspection run) => run.Steps.Count == 0 ? [] :
    [
        new ReportText(string.Create(CultureInfo.InvariantCulture, $"Medians over {run.TellingSteps.Count} of {run.Steps.Count} looks at the run: the later ones while it still learned."), IsRemark: true),
        .. RunChart.Reach(run) is { } reach ? [new ReportChart(reach)] : Array.Empty<ReportPart>(),
        new ReportTable(2, ["layer", "gate", "mean", "closed (below 0.05)", "open (above 0.95)", "half gone after"], [.. TrainingLookText.GateRows(run.Levels)]),
        new ReportSubheading("How far a step moves each parameter, as a share of its length"),
        new ReportTable(1, ["parameter", "share"], [.. TrainingLookText.UpdateRows(run)]),
    ];
}
