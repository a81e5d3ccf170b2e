using Unroll.Cli.Output;
using Unroll.Tasks;
using Unroll.Training;

namespace Unroll.Cli.Web.Reports;

/// <summary>How good a classifier is, beside what needs no network.</summary>
static class MeasuredParts
{
    /// <summary>The accuracy, and whether a network was needed for it.</summary>
    internal static IEnumerable<ReportPart> InShort(StoredMeasurement? stored)
    {
        if (stored is null) yield break;
        ClassificationReport report = stored.Report;
        yield return new ReportText($"Accuracy {Figures.Percent(report.Accuracy)} on {Figures.Counted(stored.Texts, $"{stored.Part ?? "held-out"} text")}, {Interval(report.AccuracyLow, report.AccuracyHigh)}.{Compared(stored)}");
    }

    internal static IReadOnlyList<ReportPart> Of(StoredMeasurement stored)
    {
        ClassificationReport report = stored.Report;
        List<IReadOnlyList<string>> rows = [["this model", Figures.Percent(report.Accuracy), $"{Figures.Percent(report.AccuracyLow)} to {Figures.Percent(report.AccuracyHigh)}"]];
        if (stored.BagOfWords is { } words) rows.Add(["bag of words (naive Bayes on tokens and pairs of tokens)", Figures.Percent(words), Around(words, stored.Texts)]);
        if (stored.Majority is { } majority) rows.Add(["majority (always the most frequent class)", Figures.Percent(majority), Around(majority, stored.Texts)]);
        return
        [
            new ReportTable(1, ["what answers", "accuracy", "95 % interval"], rows, $"Accuracy on {Figures.Counted(stored.Texts, $"{stored.Part ?? "held-out"} text")}"),
            new ReportText($"Macro-F1, the mean over the classes in which small ones count as much, is {Figures.Score(report.MacroF1)}; the loss is {Figures.Nats(report.Loss)} nats a text."),
            new ReportTable(1, ["class", "precision", "recall", "F1", "texts"], [.. report.Classes.Select(score => (IReadOnlyList<string>)
                [score.Label, Figures.Percent(score.Precision), Figures.Percent(score.Recall), Figures.Score(score.F1), Figures.Count(score.Support)])],
                "Of the texts called so, the share that are (precision); of those that are, the share called so (recall)"),
            Confusion(report),
        ];
    }

    static ReportPart Confusion(ClassificationReport report)
    {
        if (report.Classes.Count <= ConfusionText.MostClassesInFull)
        {
            return new ReportTable(1, ["true class", .. report.Classes.Select(score => score.Label)],
                [.. report.Classes.Select((score, row) => (IReadOnlyList<string>)[score.Label, .. report.Confusion[row].Select(count => Figures.Count(count))])],
                "Confusion: a row is the true class, a column the answer; right answers are marked", (row, column) => column == row + 1);
        }
        (int Actual, int Answer, long Count)[] pairs = ConfusionText.MostConfused(report.Confusion);
        return pairs.Length == 0 ? new ReportText("No text was taken for another class.") : new ReportTable(2, ["true class", "answer", "texts", "of"],
            [.. pairs.Take(ConfusionText.MostPairs).Select(pair => (IReadOnlyList<string>)
                [report.Classes[pair.Actual].Label, report.Classes[pair.Answer].Label, Figures.Count(pair.Count), Figures.Count(report.Classes[pair.Actual].Support)])],
            $"Confused most often ({Figures.Counted(pairs.Length, "pair")} in all)");
    }

    static string Compared(StoredMeasurement stored)
    {
        if ((stored.BagOfWords, stored.Majority) is not ({ } words, { } majority)) return "";
        (string name, double best) = words >= majority ? ("A bag of words", words) : ("Always giving the most frequent class", majority);
        ConfidenceInterval beside = ConfidenceInterval.OfShare(Hits(best, stored.Texts), stored.Texts);
        string verdict = stored.Report.AccuracyLow > beside.High ? "the network is better beyond chance."
            : stored.Report.AccuracyHigh < beside.Low ? "the network is worse beyond chance: use the plainer one."
            : "the intervals overlap, so on so many texts the difference may be chance.";
        return $" {name} has {Figures.Percent(best)}, {Interval(beside.Low, beside.High)}: {verdict}";
    }

    static string Around(double share, long texts)
    {
        ConfidenceInterval interval = ConfidenceInterval.OfShare(Hits(share, texts), texts);
        return $"{Figures.Percent(interval.Low)} to {Figures.Percent(interval.High)}";
    }

    static long Hits(double share, long texts) => (long)Math.Round(share * texts);

    static string Interval(double low, double high) => $"95 % interval {Figures.Percent(low)} to {Figures.Percent(high)}";
}
