namespace Unroll.Inspection.TrainingRuns;

/// <summary>A verdict on a run in words, what matters most first.</summary>
public static class RunFindings
{
    /// <summary>What is worth a word; one finding or more.</summary>
    /// <param name="run">The run.</param>
    /// <param name="thresholds">From where on; null for the defaults.</param>
    public static IReadOnlyList<RunFinding> Of(RunInspection run, RunThresholds? thresholds = null)
    {
        thresholds ??= new();
        List<RunFinding> findings =
        [
            .. run.Levels.SelectMany(level => LevelFindings.Of(level, run.Lighter, thresholds)),
            .. UpdateFindings.Of(run, thresholds),
            .. HistoryFindings.Of(run.History, thresholds),
        ];
        if (run.Steps.Count == 0)
        {
            findings.Add(new(RunFindingKind.NotInspected, RunFindingWeight.Hint, "The steps of this run were not looked into, so only its epochs are known.",
                "train with --inspect to see gradients against distance, gates and the size of updates"));
        }

        if (findings.TrueForAll(finding => finding.Weight != RunFindingWeight.Problem))
        {
            findings.Add(new(RunFindingKind.Healthy, RunFindingWeight.Good, run.Steps.Count > 0
                ? "Nothing is out of the ordinary: gradients, gates, updates and losses are as they should be."
                : "Nothing is out of the ordinary as far as the losses say."));
        }

        // Layers and directions often call for the same; the first that does says so.
        HashSet<string> said = [];
        return [.. findings.OrderByDescending(finding => finding.Weight).Select(finding => finding.Mend is { } mend && !said.Add(mend) ? finding with { Mend = null } : finding)];
    }
}
