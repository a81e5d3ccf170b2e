using System.Globalization;

namespace Unroll.Text;

/// <summary>Which column holds the word and which its tag, as a user writes it: a 1-based number, or in CoNLL-U a name such as UPOS.</summary>
/// <param name="Word">The word; null: the first column, in CoNLL-U FORM.</param>
/// <param name="Tag">The tag; null: the last column, in CoNLL-U UPOS.</param>
public sealed record ColumnChoice(string? Word = null, string? Tag = null);

/// <summary>How the lines of a column file are built, as its first word's line shows.</summary>
/// <param name="IsConllU">Ten columns between tabs whose first is a number: comments, ranges such as 3-4 and empty nodes such as 5.1 may occur.</param>
/// <param name="Separator">A tab, or a space, of which several count as one.</param>
/// <param name="Columns">Columns of every line.</param>
/// <param name="FirstLine">1-based number of the line that showed it.</param>
sealed record ColumnLayout(bool IsConllU, char Separator, int Columns, int FirstLine)
{
    static readonly string[] ConllUNames = ["ID", "FORM", "LEMMA", "UPOS", "XPOS", "FEATS", "HEAD", "DEPREL", "DEPS", "MISC"];

    internal static ColumnLayout Of(string line, int number)
    {
        char separator = line.Contains('\t') ? '\t' : ' ';
        int columns = Cells(line, separator).Length;
        bool isConllU = separator == '\t' && columns == ConllUNames.Length && line[0] is >= '0' and <= '9';
        return new(isConllU, separator, columns, number);
    }

    /// <summary>The cells of a word's line.</summary>
    /// <exception cref="InvalidDataException">There are more or fewer than in the first line, or one is empty.</exception>
    internal string[] Cells(string line, string path, int number)
    {
        string[] cells = Cells(line, Separator);
        if (cells.Length != Columns)
        {
            throw DataError.At(path, number, string.Create(CultureInfo.InvariantCulture,
                $"expected {Columns} columns{(IsConllU ? " between tabs (CoNLL-U)" : $" as in line {FirstLine}")}, got {cells.Length}; a line holds a word with its columns, and an empty line ends a sentence."));
        }
        int empty = Array.IndexOf(cells, "");
        if (empty >= 0) throw DataError.At(path, number, string.Create(CultureInfo.InvariantCulture, $"column {empty + 1} is empty; write _ where there is nothing to say."));
        return cells;
    }

    /// <summary>Index of the column that holds the words.</summary>
    /// <exception cref="InvalidDataException">There is no such column.</exception>
    internal int WordColumn(ColumnChoice choice, string path) => Index(choice.Word, IsConllU ? 1 : 0, path);

    /// <summary>Index of the column that holds the tags.</summary>
    /// <exception cref="InvalidDataException">There is no such column, or none but the words.</exception>
    internal int TagColumn(ColumnChoice choice, string path)
    {
        if (Columns == 1) throw DataError.At(path, FirstLine, "one column; a word and its tag are two, separated by a tab or a space.");
        return Index(choice.Tag, IsConllU ? 3 : Columns - 1, path);
    }

    int Index(string? choice, int otherwise, string path)
    {
        if (choice is null) return otherwise;
        int named = IsConllU ? Array.FindIndex(ConllUNames, name => name.Equals(choice, StringComparison.OrdinalIgnoreCase)) : -1;
        if (named >= 0) return named;
        if (int.TryParse(choice, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= 1 && number <= Columns) return number - 1;
        throw DataError.In(path, string.Create(CultureInfo.InvariantCulture,
            $"there is no column {DataError.Shown(choice)}; columns are 1 to {Columns}{(IsConllU ? $" or {string.Join(", ", ConllUNames)}" : "")}."));
    }

    static string[] Cells(string line, char separator) =>
        separator == '\t' ? line.Split('\t') : line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
