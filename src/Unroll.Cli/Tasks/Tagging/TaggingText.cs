using System.Globalization;
using Unroll.Cli.Output;
using Unroll.Tasks.Tagging;
using Unroll.Text;

namespace Unroll.Cli.Tasks.Tagging;

/// <summary>What is said about tagged data and about a tagger, for a person.</summary>
static class TaggingText
{
    /// <summary>What a person should know before the data is learned from.</summary>
    internal static void Print(TaggingData data)
    {
        PrintNotes(data.Training);
        Page.Remarks.Say($"{data.Training.Source}: {Figures.Counted(data.Training.WordCount, "word")} with {Figures.Counted(data.Training.TagNames.Count, "different tag")}");
        Page.Remarks.Say($"{Figures.Counted(data.Training.Count, "sentence")} to learn from, {Part(data.Validation, "to stop by")}, {Part(data.Test, "to test with")}");
    }

    /// <summary>What was found while reading.</summary>
    internal static void PrintNotes(TaggedDataset data)
    {
        foreach (string note in data.Notes) Page.Remarks.Say($"{data.Source}: {note}");
    }

    /// <summary>Accuracy and spans, beside what needs no network.</summary>
    internal static void PrintMetrics(Page page, string heading, TaggingReport report, TaggingReport? baseline)
    {
        page.Heading(heading);
        List<(string, string, string)> facts = [];
        if (report.Spans is { } spans)
        {
            facts.Add(("F1 of spans", Figures.Percent(spans.F1), $"precision {Figures.Percent(spans.Precision)}, recall {Figures.Percent(spans.Recall)}, as conlleval counts them"));
        }
        facts.Add(("accuracy", Figures.Percent(report.Accuracy), $"of {Figures.Counted(report.Words, "word")}; 95 % interval {Figures.Percent(report.AccuracyLow)} to {Figures.Percent(report.AccuracyHigh)}"));
        if (report.UnseenAccuracy is { } unseen) facts.Add(("on new words", Figures.Percent(unseen), $"of {Figures.Counted(report.UnseenWords, "word")} that the model has no vector for"));
        if (report.Loss is { } loss) facts.Add(("loss", Figures.Nats(loss), "nats a word"));
        if (baseline is not null)
        {
            string ofSpans = baseline.Spans is { } found ? $"; F1 of spans {Figures.Percent(found.F1)}" : "";
            facts.Add(("by counting", Figures.Percent(baseline.Accuracy), $"accuracy of giving every word its most frequent tag{ofSpans}"));
        }
        page.PrintFacts(facts);
        if (report.SpanTypes.Count > 0) PrintSpans(page, report.SpanTypes);
        ConfusionText.Print(page, report.Tags, report.Confusion, new(Item: "word", Class: "tag"));
    }

    static void PrintSpans(Page page, IReadOnlyList<SpanScore> types)
    {
        page.Heading("Spans of each type");
        page.PrintNumbers(words: 1, ["type", "precision", "recall", "F1", "there", "found"], types.Select(type =>
            (IReadOnlyList<string>)[
                type.Type, Figures.Percent(type.Precision), Figures.Percent(type.Recall), Figures.Percent(type.F1), Figures.Count(type.Support), Figures.Count(type.Found),
            ]));
    }

    /// <summary>A validation in a few words.</summary>
    internal static string Describe(double score, bool areSpans) => string.Create(CultureInfo.InvariantCulture, $"{(areSpans ? "F1" : "accuracy")} {Figures.Percent(score)}");

    static string Part(TaggedDataset part, string purpose) => part.Count == 0 ? $"none {purpose}" : $"{Figures.Count(part.Count)} {purpose}";
}
