using System.Globalization;

namespace Unroll.Text;

/// <summary>Which column is the label and which are the text.</summary>
/// <param name="Label">0-based column of the label.</param>
/// <param name="Text">0-based columns of the text, joined in this order.</param>
/// <param name="Note">What was guessed; null if nothing was.</param>
/// <remarks>
/// The guess, where the user does not say. Text: among columns of prose (four words or more on average; all columns if there
/// is no such) the one with the longest average value; further columns of prose whose values mostly differ are joined
/// to it in the order of the table, as a title and a description are. Label: among the remaining columns that are short (40 characters
/// on average) and repeat themselves (2 to 1,000 different values, at most half as many as rows), one that is called label, class,
/// category, target or the like; otherwise the one with the fewest different values; otherwise the leftmost.
/// </remarks>
sealed record ColumnRoles(int Label, int[] Text, string? Note)
{
    const double ProseWords = 4, LabelLength = 40;

    static readonly string[] LabelNames =
        ["label", "labels", "class", "category", "target", "sentiment", "topic", "intent", "y", "class_index", "class index", "label_text", "language", "tag"];

    internal static ColumnRoles Of(TableProfile profile, TextDatasetOptions options, string path)
    {
        int? askedLabel = options.Label is { } name ? Find(profile, name, path) : null;
        int[]? askedText = options.Text is { Count: > 0 } names ? [.. names.Select(column => Find(profile, column, path))] : null;
        if (askedLabel is { } both && askedText?.Contains(both) == true)
        {
            throw DataError.In(path, $"column {Shown(profile, both)} is asked for as both text and label; name two columns.");
        }
        if (profile.Columns.Length < 2)
        {
            throw DataError.In(path, "only one column was found; a table needs a text and a label, separated by commas, tabs, semicolons or bars.");
        }
        int main = askedText?[0] ?? MainText(profile, askedLabel);
        int label = askedLabel ?? GuessLabel(profile, main, askedText) ?? throw DataError.In(path,
            $"no column looks like a label (short values that repeat); say which with --label (label: in code); the columns are {DataError.Listed(profile.Names)}{(askedText is null ? $"; column {Shown(profile, main)} was taken for the text (guessed; say --text to choose)" : "")}.");
        int[] text = askedText ?? WithFurtherProse(profile, main, label);
        return new(label, text, Describe(profile, label, text, askedLabel is null, askedText is null));
    }

    /// <summary>What is guessed where nothing is said; no label where no column looks like one.</summary>
    internal static (int? Label, int[] Text) Guess(TableProfile profile)
    {
        int main = MainText(profile, label: null);
        int? label = GuessLabel(profile, main, text: null);
        return (label, WithFurtherProse(profile, main, label));
    }

    static int Find(TableProfile profile, string name, string path)
    {
        int index = Array.IndexOf(profile.Names, name);
        if (index < 0) index = Array.FindIndex(profile.Names, known => string.Equals(known, name, StringComparison.OrdinalIgnoreCase));
        if (index < 0 && int.TryParse(name, CultureInfo.InvariantCulture, out int number) && number >= 1 && number <= profile.Names.Length)
        {
            index = number - 1;
        }
        if (index >= 0) return index;
        throw DataError.In(path, profile.HasHeader
            ? $"no column {DataError.Shown(name)}; the columns are {DataError.Listed(profile.Names)}."
            : $"no column {DataError.Shown(name)}; the table has no header, so say a number from 1 to {profile.Names.Length}.");
    }

    static int MainText(TableProfile profile, int? label)
    {
        int[] candidates = [.. Enumerable.Range(0, profile.Columns.Length).Where(i => i != label)];
        int[] prose = [.. candidates.Where(i => profile.Columns[i].AverageWords >= ProseWords)];
        return (prose.Length > 0 ? prose : candidates).MaxBy(i => profile.Columns[i].AverageLength);
    }

    static int[] WithFurtherProse(TableProfile profile, int main, int? label) =>
        [.. Enumerable.Range(0, profile.Columns.Length).Where(i => i == main || (i != label
            && profile.Columns[i].AverageWords >= ProseWords
            && profile.Columns[i].Distinct > Math.Min(profile.Rows, ColumnProfile.MaximumDistinct) / 2))];

    static int? GuessLabel(TableProfile profile, int main, int[]? text)
    {
        int[] others = [.. Enumerable.Range(0, profile.Columns.Length).Where(i => i != main && text?.Contains(i) != true)];
        int[] named = [.. others.Where(i => LabelNames.Contains(profile.Names[i], StringComparer.OrdinalIgnoreCase) && profile.Columns[i].AverageLength <= LabelLength)];
        // Two columns leave no choice; one that is called label is one, whatever it holds.
        if (others.Length == 1 && (named.Length == 1 || Repeats(others[0]))) return others[0];
        int[] candidates = [.. others.Where(i => Repeats(i) && profile.Columns[i] is { Distinct: >= 2, AverageLength: <= LabelLength })];
        int[] best = [.. candidates.Where(named.Contains)];
        if (best.Length == 0) best = candidates.Length > 0 ? candidates : named;
        return best.Length > 0 ? best.MinBy(i => profile.Columns[i].Distinct) : null;

        bool Repeats(int column) => profile.Columns[column].Distinct < ColumnProfile.MaximumDistinct
            && profile.Columns[column].Distinct <= Math.Max(2, profile.Rows / 2);
    }

    static string? Describe(TableProfile profile, int label, int[] text, bool labelGuessed, bool textGuessed)
    {
        string mend = (labelGuessed, textGuessed) switch
        {
            (true, true) => "guessed; say --text and --label to choose",
            (true, false) => "label guessed; say --label to choose",
            (false, true) => "text guessed; say --text to choose",
            _ => "",
        };
        if (mend.Length == 0) return null;
        string texts = string.Join(" + ", text.Select(i => Shown(profile, i)));
        return $"text {(text.Length == 1 ? "column" : "columns")} {texts}, label column {Shown(profile, label)} ({mend})";
    }

    static string Shown(TableProfile profile, int column) => profile.HasHeader ? DataError.Shown(profile.Names[column]) : profile.Names[column];
}
