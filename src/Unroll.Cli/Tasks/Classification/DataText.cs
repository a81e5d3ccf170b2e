using System.Globalization;
using Unroll.Cli.Output;
using Unroll.Tasks;
using Unroll.Text;

namespace Unroll.Cli.Tasks.Classification;

/// <summary>What is said about data: whatever was guessed, left out or is lopsided, and what is in it.</summary>
static class DataText
{
    const int LongestExample = 200;
    const double LopsidedRatio = 10;

    /// <summary>What a person should know before the data is learned from.</summary>
    internal static void Print(ClassificationData data, TextClassifierOptions options)
    {
        PrintNotes(data.Training);
        Page.Remarks.Say($"{data.Training.Source}: {data.Training.BalanceSummary}");
        Page.Remarks.Say($"{Figures.Counted(data.Training.Count, "text")} to learn from, {Part(data.Validation, "to stop by")}, {Part(data.Test, "to test with")}");
        if (options.Tokenizer is { Kind: TokenizerKind.Character or TokenizerKind.Byte } tokens)
        {
            Page.Remarks.Say(string.Create(CultureInfo.InvariantCulture,
                $"a token is a {tokens.Kind.ToString().ToLowerInvariant()}: dropout {options.Dropout}, word dropout {options.WordDropout}{(options.BudgetSeconds is null ? $", {Figures.Counted(options.Epochs, "epoch")} at most" : "")}"));
        }
        int longer = Truncation.Count(data.Training, options);
        if (longer > 0)
        {
            Page.Remarks.Say($"{Figures.Counted(longer, "text is", "texts are")} longer than {Figures.Count(options.MaximumTokens)} tokens and read no further; --max-tokens changes that");
        }
        if (Ratio(data.Training) is >= LopsidedRatio and var ratio && !options.BalanceClasses)
        {
            Page.Remarks.Say($"the largest class has {ratio.ToString("0", CultureInfo.InvariantCulture)} times the texts of the smallest; --balance lets every class weigh the same");
        }
    }

    static double Ratio(TextDataset data) => (double)data.ClassCounts.Max() / Math.Max(1, data.ClassCounts.Min());

    /// <summary>How many tokens begin with a vector that others trained.</summary>
    internal static void Print(PretrainedVectors vectors, string file) => Page.Remarks.Say(
        $"{file}: vectors of {Figures.Counted(vectors.Dimension, "number")} for {Figures.Count(vectors.Vectors.Count)} of {Figures.Counted(vectors.Tokens, "token")}");

    /// <summary>What was guessed or left out while reading.</summary>
    internal static void PrintNotes(TextDataset data)
    {
        foreach (string note in data.Notes) Page.Remarks.Say($"{data.Source}: {note}");
    }

    /// <summary>Parts, classes, lengths, and a text of each class.</summary>
    internal static void PrintContents(Page page, TextSplit parts)
    {
        TextDataset data = parts.Train;
        page.Heading($"{data.Source}: {Figures.Counted(data.Count, "text")}{Brought(parts.Validation, "validation")}{Brought(parts.Test, "test")}");
        (int median, int longest) = Lengths(data);
        page.Say($"  characters in a text: half have {Figures.Count(median)} or fewer, the longest {Figures.Count(longest)}");
        page.Heading($"{Figures.Counted(data.ClassNames.Count, "class", "classes")}");
        page.PrintNumbers(words: 1, ["class", "texts", "share"], data.ClassNames.Select((name, i) =>
            (IReadOnlyList<string>)[name, Figures.Count(data.ClassCounts[i]), Figures.Percent((double)data.ClassCounts[i] / data.Count)]));
        page.Heading("A text of each");
        for (int label = 0; label < data.ClassNames.Count; label++)
        {
            string example = Messages.OneLine(data.FirstOrDefault(item => item.Label == label).Text ?? "");
            page.Say($"  {data.ClassNames[label]}: {(example.Length <= LongestExample ? example : $"{example[..LongestExample]}...")}");
        }
    }

    /// <summary>The same for a program: parts, lengths, and how many texts each class has.</summary>
    internal static void PrintJson(TextSplit parts) => JsonText.Print(line =>
    {
        TextDataset data = parts.Train;
        (int median, int longest) = Lengths(data);
        line.WriteString("source", data.Source);
        line.WriteNumber("texts", data.Count);
        line.WriteNumber("validation", parts.Validation.Count);
        line.WriteNumber("test", parts.Test.Count);
        line.WriteStartObject("characters");
        line.WriteNumber("median", median);
        line.WriteNumber("longest", longest);
        line.WriteEndObject();
        line.WriteStartObject("classes");
        for (int label = 0; label < data.ClassNames.Count; label++) line.WriteNumber(data.ClassNames[label], data.ClassCounts[label]);
        line.WriteEndObject();
    });

    static (int Median, int Longest) Lengths(TextDataset data)
    {
        int[] lengths = [.. data.Select(item => item.Text.Length).Order()];
        return (lengths[lengths.Length / 2], lengths[^1]);
    }

    static string Brought(TextDataset part, string name) => part.Count == 0 ? "" : $", {Figures.Count(part.Count)} more for {name}";

    static string Part(TextDataset part, string purpose) => part.Count == 0 ? $"none {purpose}" : $"{Figures.Count(part.Count)} {purpose}";
}
