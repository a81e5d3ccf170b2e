using Unroll.Cli.Output;
using Unroll.Cli.Tasks.Classification;
using Unroll.Tasks;
using Unroll.Text;

namespace Unroll.Cli.Web.Reports;

/// <summary>What the data of a classifier looks like: sizes, classes, lengths, and what stands in it twice.</summary>
sealed class DataAudit
{
    const int MostClasses = 50, MostExamples = 5, LongestExample = 160;
    const double ManyRepeats = 0.05, ManyUnknown = 0.1;

    readonly TextClassifier classifier;
    readonly ClassificationData data;
    readonly IReadOnlyList<Part> parts;

    internal DataAudit(TextClassifier classifier, ClassificationData data)
    {
        (this.classifier, this.data) = (classifier, data);
        parts = [.. new[] { ("training", data.Training), ("validation", data.Validation), ("test", data.Test) }.Where(part => part.Item2.Count > 0).Select(part => new Part(
            part.Item1, part.Item2, classifier.CountTokens(part.Item2), TextOverlap.Within(part.Item2),
            ReferenceEquals(part.Item2, data.Training) ? null : TextOverlap.Between(part.Item2, data.Training)))];
    }

    /// <summary>What makes the figures of this data doubtful.</summary>
    internal IReadOnlyList<(string Weight, string What, string? Mend)> Findings()
    {
        List<(string, string, string?)> findings = [];
        foreach (Part part in parts.Where(part => part.Leaked is { Positions.Count: > 0 }))
        {
            bool isMeasured = ReferenceEquals(part.Texts, data.Measured);
            findings.Add((isMeasured ? "problem" : "hint",
                $"{Share(part.Leaked!.Positions.Count, part.Texts.Count)} {part.Name} texts {(part.Leaked.Positions.Count == 1 ? "stands" : "stand")} in the training part too, where the network may have learned the answer by heart.{(isMeasured ? WithoutLeaks(part) : "")}",
                "remove texts that stand in the data twice, then train anew"));
        }
        Part training = parts[0];
        if (training.Repeated.Contradicting.Count > 0)
        {
            findings.Add(("hint", $"{Figures.Counted(training.Repeated.Contradicting.Count, "training text")} {(training.Repeated.Contradicting.Count == 1 ? "stands" : "stand")} in the training part under another class as well; no network can learn both.", "look at which class is right"));
        }
        if (training.Repeated.Positions.Count > ManyRepeats * training.Texts.Count)
        {
            findings.Add(("hint", $"{Share(training.Repeated.Positions.Count, training.Texts.Count)} training texts {(training.Repeated.Positions.Count == 1 ? "repeats one" : "repeat others")} of that part, so there is less to learn from than it seems.", null));
        }
        if (parts.FirstOrDefault(part => ReferenceEquals(part.Texts, data.Measured)) is { } measured && measured.Tokens.UnknownRate > ManyUnknown)
        {
            findings.Add(("hint", $"{Figures.Percent(measured.Tokens.UnknownRate)} of the tokens of the {measured.Name} part are unknown to the model.", "more training texts, or --tokenizer character, which knows every word by its letters"));
        }
        return findings;
    }

    /// <summary>The tables.</summary>
    internal IReadOnlyList<ReportPart> Parts()
    {
        List<ReportPart> shown = [new ReportText($"Learned from {data.Training.Source}{(data.Training.Notes.Count > 0 ? $" ({string.Join("; ", data.Training.Notes)})" : "")}. {data.Training.BalanceSummary}.")];
        shown.Add(new ReportTable(1, ["part", "texts", "tokens", "median length", "95 % have at most", "longest", "cut", "unknown tokens"], [.. parts.Select(part => (IReadOnlyList<string>)
        [
            part.Name, Figures.Count(part.Texts.Count), Figures.Count(part.Tokens.Tokens), Figures.Count(part.Tokens.Median), Figures.Count(part.Tokens.Percentile95),
            Figures.Count(part.Tokens.Longest), Figures.Count(part.Tokens.Cut), Figures.Percent(part.Tokens.UnknownRate),
        ])], $"Sizes and lengths in tokens; cut: texts longer than the {Figures.Count(classifier.Options.MaximumTokens)} tokens that the model reads"));
        shown.Add(Classes());
        shown.Add(new ReportTable(1, ["part", "repeated within", "under another class", "in training too", "there under another class"], [.. parts.Select(part => (IReadOnlyList<string>)
        [
            part.Name, Figures.Count(part.Repeated.Positions.Count), Figures.Count(part.Repeated.Contradicting.Count),
            part.Leaked is { } leaked ? Figures.Count(leaked.Positions.Count) : "", part.Leaked is { } other ? Figures.Count(other.Contradicting.Count) : "",
        ])], "Texts that stand in the data more than once; case and white space do not count"));
        foreach (Part part in parts.Where(part => part.Leaked is { Positions.Count: > 0 })) shown.Add(Examples(part));
        return shown;
    }

    ReportTable Classes()
    {
        IEnumerable<int> order = Enumerable.Range(0, data.Training.ClassNames.Count).OrderByDescending(label => data.Training.ClassCounts[label]).ThenBy(label => label).Take(MostClasses);
        int left = data.Training.ClassNames.Count - MostClasses;
        return new(1, ["class", .. parts.Select(part => part.Name), "share of training"],
            [.. order.Select(label => (IReadOnlyList<string>)
                [data.Training.ClassNames[label], .. parts.Select(part => Figures.Count(part.Texts.ClassCounts[label])), Figures.Percent((double)data.Training.ClassCounts[label] / data.Training.Count)])],
            left > 0 ? $"Texts of each class, the {MostClasses} largest; {Figures.Count(left)} more are left out" : "Texts of each class");
    }

    static ReportTable Examples(Part part) => new(2, [$"{part.Name} text", "its class there"],
        [.. part.Leaked!.Positions.Take(MostExamples).Select(i => (IReadOnlyList<string>)[ShownText.Of(part.Texts[i].Text, LongestExample), part.Texts.ClassNames[part.Texts[i].Label]])],
        $"{(part.Leaked.Positions.Count > MostExamples ? $"The first {MostExamples}" : "All")} of the {part.Name} texts that stand in the training part too");

    /// <summary>What the accuracy is on the texts that are new to the network; empty where it cannot be measured.</summary>
    string WithoutLeaks(Part part)
    {
        HashSet<int> leaked = [.. part.Leaked!.Positions];
        TextDataset others = part.Texts.Select([.. Enumerable.Range(0, part.Texts.Count).Where(i => !leaked.Contains(i))]);
        // Data that has changed since the training may have classes that the model has never seen.
        bool hasUnknown = others.ClassNames.Where((_, label) => others.ClassCounts[label] > 0).Except(classifier.Labels).Any();
        if (others.Count == 0 || hasUnknown) return "";
        ClassificationReport report = classifier.Evaluate(others);
        return $" On the other {Figures.Counted(others.Count, "text")} its accuracy is {Figures.Percent(report.Accuracy)} (95 % interval {Figures.Percent(report.AccuracyLow)} to {Figures.Percent(report.AccuracyHigh)}).";
    }

    static string Share(int count, int total) => $"{Figures.Count(count)} of {Figures.Count(total)} ({Figures.Percent((double)count / total)})";

    sealed record Part(string Name, TextDataset Texts, TokenStatistics Tokens, TextOverlap Repeated, TextOverlap? Leaked);
}
