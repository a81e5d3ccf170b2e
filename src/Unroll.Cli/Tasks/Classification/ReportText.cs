using Unroll.Cli.Output;
using Unroll.Tasks;

namespace Unroll.Cli.Tasks.Classification;

/// <summary>How good a classifier is, for a person.</summary>
static class ReportText
{
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
    internal static void PrintConfusion(Page page, ClassificationReport report) =>
        ConfusionText.Print(page, report.Classes, report.Confusion, new(Item: "text", Class: "class"));
}
