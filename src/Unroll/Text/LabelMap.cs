using System.Globalization;

namespace Unroll.Text;

/// <summary>Turns the labels written in the data into classes.</summary>
/// <param name="options">Known classes and names for labels.</param>
sealed class LabelMap(TextDatasetOptions options)
{
    // A label with more classes than this is a mistake in the choice of the column.
    const int MaximumClasses = 10_000;

    readonly Dictionary<string, int> provisional = new(StringComparer.Ordinal);
    readonly List<string> names = [];

    /// <summary>A provisional index of a label, in order of appearance.</summary>
    /// <param name="written">As in the data; white space around it does not count.</param>
    /// <param name="path">For the message.</param>
    /// <param name="line">For the message; null where the label is no line of a file.</param>
    internal int Index(string written, string path, long? line)
    {
        if (provisional.TryGetValue(written, out int index)) return index;
        string trimmed = written.Trim();
        if (trimmed.Length == 0) throw Error(path, line, "the label is empty; fill it in, remove the row, or choose another column for the labels.");
        string name = options.LabelNames?.GetValueOrDefault(trimmed) ?? trimmed;
        if (options.Classes is { } known && !known.Contains(name, StringComparer.Ordinal))
        {
            throw Error(path, line, $"label {DataError.Shown(name)} is unknown; known are {DataError.Listed(known)}.");
        }
        index = names.IndexOf(name);
        if (index < 0)
        {
            if (names.Count == MaximumClasses) throw Error(path, line, $"more than {MaximumClasses} different labels; is this the label column?");
            index = names.Count;
            names.Add(name);
        }
        return provisional[written] = index;
    }

    /// <summary>The data set, its classes sorted: by the labels' values if all are numbers, ordinally otherwise.</summary>
    internal TextDataset Finish(string source, List<LabeledText> items, List<string> notes)
    {
        if (items.Count == 0) throw DataError.In(source, "holds no text.");
        if (options.Classes is null && names.Count == 1)
        {
            throw DataError.In(source, $"every text has the label {DataError.Shown(names[0])}; a classifier needs at least two classes.");
        }
        string[] classes = options.Classes is { } known ? [.. known] : Sorted();
        int[] final = [.. names.Select(name => Array.IndexOf(classes, name))];
        return new(source, classes, items.Select(item => item with { Label = final[item.Label] }), notes);
    }

    string[] Sorted()
    {
        // Labels that have names are sorted by what the data says, so that 0 and 1 stay in that order as negative and positive.
        Dictionary<string, string> writtenAs = [];
        foreach ((string written, int index) in provisional) writtenAs.TryAdd(names[index], written.Trim());
        bool numbers = writtenAs.Values.All(written => Number(written) is not null);
        return [.. names
            .OrderBy(name => numbers ? Number(writtenAs[name]) : 0)
            .ThenBy(name => writtenAs[name], StringComparer.Ordinal)];
    }

    static double? Number(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value) ? value : null;

    static InvalidDataException Error(string path, long? line, string message) =>
        line is { } number ? DataError.At(path, number, message) : DataError.In(path, message);
}
