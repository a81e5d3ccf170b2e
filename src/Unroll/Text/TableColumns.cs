namespace Unroll.Text;

/// <summary>The columns of a table, and which of them are guessed to be text and label: for whoever lets a person choose.</summary>
/// <param name="Columns">From left to right.</param>
/// <param name="HasHeader">Whether the first row holds names.</param>
/// <param name="Rows">Rows, the header not counted.</param>
/// <param name="Text">0-based columns of the text that <see cref="TextDataset.FromCsv(string, TextDatasetOptions)"/> would join.</param>
/// <param name="Label">0-based column of the label; null where no column looks like one.</param>
public sealed record TableColumns(IReadOnlyList<TableColumn> Columns, bool HasHeader, long Rows, IReadOnlyList<int> Text, int? Label)
{
    /// <summary>Reads a table of comma, tab, semicolon or bar separated fields, or JSON lines.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidDataException">It is no table of two columns or more; one line that names file and line.</exception>
    public static TableColumns Read(string path)
    {
        using TableReader reader = TableFormat.Detect(path).Open(path, new TextDatasetOptions().MaximumTextLength);
        TableProfile profile = TableProfile.Of(reader, header: null, asked: []);
        if (profile.Columns.Length < 2 || profile.Rows == 0)
        {
            throw DataError.In(path, profile.Columns.Length == 1
                ? "only one column was found; a table needs a text and a label, separated by commas, tabs, semicolons or bars."
                : "the file holds no row.");
        }

        (int? label, int[] text) = ColumnRoles.Guess(profile);
        return new([.. profile.Columns.Select((column, i) => new TableColumn(profile.Names[i], column.Distinct, column.AverageWords))],
            profile.HasHeader, profile.Rows, text, label);
    }
}

/// <summary>What is in a column.</summary>
/// <param name="Name">Its name; its 1-based number where the table has no header.</param>
/// <param name="Distinct">Different values, counted up to 1,000.</param>
/// <param name="AverageWords">Words in a value, on average.</param>
public sealed record TableColumn(string Name, int Distinct, double AverageWords);
