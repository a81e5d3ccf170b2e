using System.Globalization;

namespace Unroll.Text;

/// <summary>What one column looks like, by which the label and the text are guessed.</summary>
sealed class ColumnProfile
{
    /// <summary>More different values than this are counted as this many: no label has them.</summary>
    internal const int MaximumDistinct = 1000;

    readonly HashSet<string> distinct = new(StringComparer.Ordinal);
    long rows, characters, words;

    internal int Distinct => distinct.Count;
    internal IReadOnlyCollection<string> Values => distinct;
    internal double AverageLength => rows == 0 ? 0 : (double)characters / rows;
    internal double AverageWords => rows == 0 ? 0 : (double)words / rows;

    internal void Add(string value)
    {
        rows++;
        characters += value.Length;
        if (distinct.Count < MaximumDistinct) distinct.Add(value);
        bool inside = false;
        foreach (char c in value)
        {
            bool letter = !char.IsWhiteSpace(c);
            if (letter && !inside) words++;
            inside = letter;
        }
    }
}

/// <summary>What a whole table looks like, read once before the roles of its columns are known.</summary>
sealed class TableProfile
{
    TableProfile(string[] names, bool hasHeader, ColumnProfile[] columns, long rows) =>
        (Names, HasHeader, Columns, Rows) = (names, hasHeader, columns, rows);

    /// <summary>Names of the columns; their 1-based numbers if there is no header.</summary>
    internal string[] Names { get; }
    internal bool HasHeader { get; }
    internal ColumnProfile[] Columns { get; }

    /// <summary>Number of rows, the header not counted.</summary>
    internal long Rows { get; }

    /// <param name="reader">At its beginning.</param>
    /// <param name="header">Whether the first row holds names; null: found out.</param>
    /// <param name="asked">Column names that the user gave: a first row that holds them all is a header.</param>
    internal static TableProfile Of(TableReader reader, bool? header, IReadOnlyCollection<string> asked)
    {
        if (!reader.Read()) return new([], hasHeader: false, [], rows: 0);
        string[] first = [.. reader.Fields.ToArray().Select(field => field ?? "")];
        ColumnProfile[] columns = [.. first.Select(_ => new ColumnProfile())];
        bool json = reader is JsonLinesReader;
        bool recurs = false;
        long rows = 0;
        while (reader.Read())
        {
            rows++;
            for (int i = 0; i < columns.Length; i++)
            {
                string value = reader.Fields[i] ?? "";
                columns[i].Add(value);
                recurs |= value == first[i];
            }
        }
        bool names = !json && (header ?? (HoldsAll(first, asked) || (!recurs && LooksLikeNames(first))));
        if (!names)
        {
            rows++;
            for (int i = 0; i < columns.Length; i++) columns[i].Add(first[i]);
        }
        string[] called = reader is JsonLinesReader objects ? objects.Columns : [.. first.Select((name, i) => names && name.Length > 0 ? name.Trim() : $"{i + 1}")];
        return new(called, names || json, columns, rows);
    }

    /// <summary>
    /// A header's fields are short, different, no numbers, and none is empty but the first (pandas writes its index so).
    /// The caller has made sure that none recurs below itself, as the label of a first row without header soon does.
    /// </summary>
    static bool LooksLikeNames(string[] row) =>
        row.Distinct(StringComparer.Ordinal).Count() == row.Length
        && row.Select((name, i) => (name, i)).All(field => (field.i == 0 || !string.IsNullOrWhiteSpace(field.name))
            && field.name.Length <= 60 && !field.name.Contains('\n') && !IsNumber(field.name));

    static bool HoldsAll(string[] row, IReadOnlyCollection<string> asked)
    {
        string[] names = [.. asked.Where(name => !IsNumber(name))];
        return names.Length > 0 && names.All(name => row.Contains(name, StringComparer.OrdinalIgnoreCase));
    }

    static bool IsNumber(string text) => double.TryParse(text, CultureInfo.InvariantCulture, out _);
}
