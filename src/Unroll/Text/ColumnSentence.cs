namespace Unroll.Text;

/// <summary>A sentence of a column file with all that stands around it, so that the file can be written again with other tags.</summary>
public sealed class ColumnSentence
{
    readonly List<string> lines = [];
    readonly List<int> wordLines = [];
    readonly List<string[]> cells = [];
    readonly List<int> numbers = [];
    readonly string path;

    internal ColumnSentence(string path, ColumnLayout layout, ColumnChoice choice)
    {
        (this.path, Layout, Choice) = (path, layout, choice);
        WordColumn = layout.WordColumn(choice, path);
    }

    internal ColumnLayout Layout { get; }

    internal ColumnChoice Choice { get; }

    int WordColumn { get; }

    /// <summary>Number of words; 0 for what stands at the end of a file without being a sentence.</summary>
    public int Count => cells.Count;

    /// <summary>The words.</summary>
    public IReadOnlyList<string> Words => [.. cells.Select(row => row[WordColumn])];

    /// <summary>The tag of each word.</summary>
    /// <exception cref="InvalidDataException">The file has no such column, or a word has no tag.</exception>
    public IReadOnlyList<string> Tags
    {
        get
        {
            int column = Layout.TagColumn(Choice, path);
            for (int i = 0; i < cells.Count && Layout.IsConllU; i++)
            {
                if (cells[i][column] == "_") throw DataError.At(path, numbers[i], $"the word {DataError.Shown(cells[i][WordColumn])} has no tag in column {column + 1}, only _.");
            }
            return [.. cells.Select(row => row[column])];
        }
    }

    /// <summary>
    /// The sentence's lines with tags for its words: in CoNLL-U they take the place of those in the tag's column; elsewhere they are a further
    /// column at the end, as the program conlleval wants it. Comments, ranges, empty nodes and empty lines stay as they are.
    /// </summary>
    /// <param name="tags">One a word.</param>
    /// <exception cref="ArgumentException">There are more or fewer tags than words.</exception>
    public IReadOnlyList<string> LinesWith(IReadOnlyList<string> tags)
    {
        if (tags.Count != Count) throw new ArgumentException($"expected {Count} tags, one a word, got {tags.Count}.", nameof(tags));
        string[] result = [.. lines];
        for (int i = 0; i < tags.Count; i++)
        {
            string[] row = Layout.IsConllU ? [.. cells[i]] : [];
            if (Layout.IsConllU) row[Layout.TagColumn(Choice, path)] = tags[i];
            result[wordLines[i]] = Layout.IsConllU ? string.Join('\t', row) : $"{lines[wordLines[i]]}{Layout.Separator}{tags[i]}";
        }
        return result;
    }

    internal void Add(string line) => lines.Add(line);

    internal void AddWord(string line, int number)
    {
        cells.Add(Layout.Cells(line, path, number));
        wordLines.Add(lines.Count);
        numbers.Add(number);
        lines.Add(line);
    }
}
