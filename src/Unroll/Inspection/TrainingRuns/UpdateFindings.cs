using System.Globalization;
using Unroll.Training.Probes;

namespace Unroll.Inspection.TrainingRuns;

/// <summary>What the sizes of updates say.</summary>
static class UpdateFindings
{
    /// <summary>How far a typical step moved the weights, in the telling steps: the median over steps and over parameters other than biases; null where nothing was seen.</summary>
    internal static double? Typical(RunInspection run)
    {
        double[] ratios = [.. run.TellingSteps.SelectMany(step => step.Updates).Where(IsWeight).Select(update => update.Ratio)];
        return ratios.Length == 0 ? null : LevelSummary.Median(ratios);
    }

    internal static IEnumerable<RunFinding> Of(RunInspection run, RunThresholds thresholds)
    {
        if (Typical(run) is not { } typical)
        {
            yield break;
        }

        string moves = string.Create(CultureInfo.InvariantCulture, $"A typical step moves the weights by {typical:0.#e0} of their length");
        if (typical < thresholds.SmallestUpdate)
        {
            yield return new(RunFindingKind.UpdatesTooSmall, RunFindingWeight.Problem, $"{moves}; the network hardly changes.", "raise --learning-rate");
        }
        else if (typical > thresholds.LargestUpdate)
        {
            yield return new(RunFindingKind.UpdatesTooLarge, RunFindingWeight.Problem, $"{moves}; what one step learns, the next may destroy.", "lower --learning-rate");
        }
    }

    // Biases begin near zero, so their ratios say little.
    static bool IsWeight(ParameterUpdate update) => !update.Name.Contains("bias", StringComparison.Ordinal);
}
