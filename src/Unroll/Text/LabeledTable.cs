namespace Unroll.Text;

/// <summary>Reads a table of texts and labels: once to learn what is not said, once for the texts.</summary>
static class LabeledTable
{
    internal static TextDataset Read(string path, TableFormat format, TextDatasetOptions options)
    {
        TableProfile profile;
        using (TableReader reader = format.Open(path, options.MaximumTextLength))
        {
            string[] asked = [.. (options.Text ?? []).Append(options.Label).OfType<string>()];
            profile = TableProfile.Of(reader, options.Header, asked);
        }
        if (profile.Columns.Length == 0) throw DataError.In(path, "the file holds no row.");
        if (profile.Rows == 0) throw DataError.In(path, $"there is a header ({DataError.Listed(profile.Names)}) but no row below it.");
        ColumnRoles roles = ColumnRoles.Of(profile, options, path);

        List<string> notes = roles.Note is { } note ? [note] : [];
        if (options.LabelNames is null && ClassList.Beside(path, profile.Columns[roles.Label].Values, options.Classes) is { } names)
        {
            options = options with { LabelNames = names };
            notes.Add("the classes are named by the classes.txt beside the table");
        }
        try
        {
            return ReadRows(path, format, profile, roles, options, notes);
        }
        catch (InvalidDataException fault) when (roles.Note is { } guess)
        {
            throw DataError.ReadWith(guess, fault);
        }
    }

    static TextDataset ReadRows(string path, TableFormat format, TableProfile profile, ColumnRoles roles, TextDatasetOptions options, List<string> notes)
    {
        LabelMap labels = new(options);
        List<LabeledText> items = [];
        using TableReader reader = format.Open(path, options.MaximumTextLength);
        if (profile.HasHeader && format.Delimiter is not null) reader.Read();
        while (reader.Read())
        {
            string label = reader.Fields[roles.Label] ?? throw Missing(profile.Names[roles.Label]);
            string text = Join(reader.Fields, roles.Text) ?? throw Missing(profile.Names[roles.Text[0]]);
            items.Add(new(text, labels.Index(label, path, reader.Line)));
        }
        return labels.Finish(path, items, notes);

        InvalidDataException Missing(string column) =>
            DataError.At(path, reader.Line, $"no {DataError.Shown(column)}; every object needs it.");
    }

    /// <summary>The text columns joined by one space; null if none of them is there.</summary>
    static string? Join(ReadOnlySpan<string?> fields, int[] columns)
    {
        string? joined = null;
        foreach (int column in columns)
        {
            string? part = fields[column];
            joined = string.IsNullOrEmpty(joined) ? part ?? joined : string.IsNullOrEmpty(part) ? joined : $"{joined} {part}";
        }
        return joined;
    }
}
