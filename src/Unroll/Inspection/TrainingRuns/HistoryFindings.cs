using System.Globalization;
using Unroll.Training;

namespace Unroll.Inspection.TrainingRuns;

/// <summary>What the losses of the epochs say.</summary>
static class HistoryFindings
{
    internal static IEnumerable<RunFinding> Of(IReadOnlyList<EpochRecord> history, RunThresholds thresholds)
    {
        EpochRecord first = history[0], last = history[^1];
        if (history.Count < 2)
        {
            yield break;
        }

        // Where the loss is next to nothing, a share of it is nothing too.
        const double least = 0.01;
        if (first.Loss > least && !(last.Loss < first.Loss * (1 - thresholds.Progress)))
        {
            yield return new(RunFindingKind.NoProgress, RunFindingWeight.Problem, Invariant(
                $"The training loss was {first.Loss:0.####} in the first epoch and is {last.Loss:0.####} in the last ({last.Epoch}): next to nothing was learned."),
                "try more --epochs if there were few steps, another --learning-rate (ten times more, ten times less), another --cell, or look at whether the labels fit the texts");
            yield break;
        }

        EpochRecord lowest = history.Where(epoch => epoch.ValidationLoss is not null).DefaultIfEmpty(last).MinBy(epoch => epoch.ValidationLoss)!;
        if (last.ValidationLoss is { } now && lowest.ValidationLoss is { } then && now > then * (1 + thresholds.Overfitted) + least && last.Loss < lowest.Loss)
        {
            EpochRecord? best = history.LastOrDefault(epoch => epoch.IsBest);
            string kept = best is null ? "" : Invariant($"; the weights of epoch {best.Epoch} are kept");
            yield return new(RunFindingKind.Overfitting, RunFindingWeight.Hint, Invariant(
                $"The validation loss rose from {then:0.####} (epoch {lowest.Epoch}) to {now:0.####} while the training loss went on falling: the network learns its data by heart{kept}."),
                "try more --dropout, fewer --hidden, or more data; more epochs do not help");
        }
        else if (last is { IsBest: true, Metric: not null })
        {
            yield return new(RunFindingKind.StillImproving, RunFindingWeight.Hint, Invariant($"The last epoch ({last.Epoch}) was the best one."), "more --epochs may help");
        }
    }

    static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
