using Unroll.Cli.Output;
using Unroll.Tasks;

namespace Unroll.Cli.Tasks.Classification;

/// <summary>How good a classifier is, for a person.</summary>
static class ReportText
{
    // A confusion table of more classes is read by nobody; the pairs that are confused most say more.
    const int MostClassesInFull = 8, MostPairs = 10;

    /// <summary>Accuracy, macro-F1 and loss, beside what needs no network.</summary>
    internal static void PrintMetrics(Page page, string heading, ClassificationReport report, Measurement? compared)
    {
        page.Heading(heading);
        List<(string, string, string)> facts =
        [
            ("accuracy", Figures.Percent(report.Accuracy), $"95 % interval {Figures.Percent(report.AccuracyLow)} to {Figures.Percent(report.AccuracyHigh)}"),
            ("macro-F1", Figures.Score(report.MacroF1), "mean over the classes, small ones count as much"),
            ("loss", Figures.Nats(report.Loss), "nats a text"),
        ];
        if (compared is not null)
        {
            facts.Add(("bag of words", Figures.Percent(compared.BagOfWords), "accuracy of naive Bayes on tokens and pairs of tokens"));
            facts.Add(("majority class", Figures.Percent(compared.Majority), "accuracy of always giving the most frequent answer"));
        }
        page.PrintFacts(facts);
    }

    /// <summary>What was taken for what.</summary>
    internal static void PrintConfusion(Page page, ClassificationReport report)
    {
        if (report.Classes.Count <= MostClassesInFull && WidthInFull(report) <= page.Width) PrintFull(page, report);
        else PrintPairs(page, report);
    }

    static int WidthInFull(ClassificationReport report) =>
        report.Classes.Max(c => c.Label.Length) + report.Classes.Sum(c => 2 + Math.Max(c.Label.Length, Figures.Count(c.Support).Length)) + "  F1 0.000".Length;

    static void PrintFull(Page page, ClassificationReport report)
    {
        page.Heading("Confusion (a row is the true class, a column the answer)");
        page.PrintNumbers(words: 1, ["", .. report.Classes.Select(c => c.Label), "F1"], report.Classes.Select((c, i) =>
            (IReadOnlyList<string>)[c.Label, .. report.Confusion[i].Select(count => Figures.Count(count)), Figures.Score(c.F1)]));
    }

    static void PrintPairs(Page page, ClassificationReport report)
    {
        IReadOnlyList<ClassScore> classes = report.Classes;
        (int Actual, int Answer, long Count)[] mistakes = [..
            from actual in Enumerable.Range(0, classes.Count)
            from answer in Enumerable.Range(0, classes.Count)
            where actual != answer && report.Confusion[actual][answer] > 0
            orderby report.Confusion[actual][answer] descending, actual, answer
            select (actual, answer, report.Confusion[actual][answer])];
        if (mistakes.Length == 0)
        {
            page.Say("No text was taken for another class.");
            return;
        }
        page.Heading($"Confused most often ({Figures.Counted(mistakes.Length, "pair")} in all; --json has the whole table)");
        page.PrintNumbers(words: 2, ["true class", "answer", "texts", "of"], mistakes.Take(MostPairs).Select(mistake =>
            (IReadOnlyList<string>)[
                classes[mistake.Actual].Label,
                classes[mistake.Answer].Label,
                Figures.Count(mistake.Count),
                Figures.Count(classes[mistake.Actual].Support),
            ]));
    }
}
