using Unroll.Tasks;

namespace Unroll.Cli.Output;

/// <summary>What was taken for what, for a person.</summary>
static class ConfusionText
{
    // A confusion table of more classes is read by nobody; the pairs that are confused most say more.
    internal const int MostClassesInFull = 8, MostPairs = 10;

    /// <summary>The whole table where there is room for it, else the pairs that are confused most often.</summary>
    /// <param name="page">Where it goes.</param>
    /// <param name="classes">Each class, in the order of the counts.</param>
    /// <param name="counts">Items of class i that were called class j, at [i][j].</param>
    /// <param name="of">What is counted and what it is called.</param>
    internal static void Print(Page page, IReadOnlyList<ClassScore> classes, IReadOnlyList<IReadOnlyList<long>> counts, ConfusionWords of)
    {
        if (classes.Count <= MostClassesInFull && WidthInFull(classes) <= page.Width) PrintFull(page, classes, counts, of);
        else PrintPairs(page, classes, counts, of);
    }

    /// <summary>Pairs of a true class and an answer that is another, those that occur most often first.</summary>
    internal static (int Actual, int Answer, long Count)[] MostConfused(IReadOnlyList<IReadOnlyList<long>> counts) =>
    [..
        from actual in Enumerable.Range(0, counts.Count)
        from answer in Enumerable.Range(0, counts.Count)
        where actual != answer && counts[actual][answer] > 0
        orderby counts[actual][answer] descending, actual, answer
        select (actual, answer, counts[actual][answer])];

    static int WidthInFull(IReadOnlyList<ClassScore> classes) =>
        classes.Max(c => c.Label.Length) + classes.Sum(c => 2 + Math.Max(c.Label.Length, Figures.Count(c.Support).Length)) + "  F1 0.000".Length;

    static void PrintFull(Page page, IReadOnlyList<ClassScore> classes, IReadOnlyList<IReadOnlyList<long>> counts, ConfusionWords of)
    {
        page.Heading($"Confusion (a row is the true {of.Class}, a column the answer)");
        page.PrintNumbers(words: 1, ["", .. classes.Select(c => c.Label), "F1"], classes.Select((c, i) =>
            (IReadOnlyList<string>)[c.Label, .. counts[i].Select(count => Figures.Count(count)), Figures.Score(c.F1)]));
    }

    static void PrintPairs(Page page, IReadOnlyList<ClassScore> classes, IReadOnlyList<IReadOnlyList<long>> counts, ConfusionWords of)
    {
        (int Actual, int Answer, long Count)[] mistakes = MostConfused(counts);
        if (mistakes.Length == 0)
        {
            page.Say($"No {of.Item} was taken for another {of.Class}.");
            return;
        }
        page.Heading($"Confused most often ({Figures.Counted(mistakes.Length, "pair")} in all; --json has the whole table)");
        page.PrintNumbers(words: 2, [$"true {of.Class}", "answer", $"{of.Item}s", "of"], mistakes.Take(MostPairs).Select(mistake =>
            (IReadOnlyList<string>)[
                classes[mistake.Actual].Label,
                classes[mistake.Answer].Label,
                Figures.Count(mistake.Count),
                Figures.Count(classes[mistake.Actual].Support),
            ]));
    }
}

/// <summary>What a table of confusion counts, and what it is counted as.</summary>
/// <param name="Item">Such as "text".</param>
/// <param name="Class">Such as "class".</param>
sealed record ConfusionWords(string Item, string Class);
