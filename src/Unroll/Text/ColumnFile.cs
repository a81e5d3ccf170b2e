using System.Text.RegularExpressions;

namespace Unroll.Text;

/// <summary>
/// Files with a word a line, its columns between tabs or spaces, and an empty line after each sentence: CoNLL-U, recognised by its ten columns,
/// and the older shared tasks' forms. Gzip or not.
/// </summary>
/// <remarks>
/// In CoNLL-U, lines that begin with # are comments, and lines whose ID is a range (3-4) or an empty node (5.1) are no words; all of them
/// are kept for writing. In other files # is a word like any other.
/// </remarks>
public static partial class ColumnFile
{
    const int MaximumLineLength = 1 << 20;

    // Nobody's sentence is longer; a file without empty lines would otherwise be taken for one.
    const int MaximumWords = 100_000;

    /// <summary>Reads a file sentence by sentence.</summary>
    /// <param name="path">The file.</param>
    /// <param name="choice">Which columns hold words and tags; null for the usual ones.</param>
    /// <exception cref="InvalidDataException">The file is at fault; one line says where and how to mend it.</exception>
    public static IEnumerable<ColumnSentence> Read(string path, ColumnChoice? choice = null)
    {
        using LineReader reader = LineReader.Open(path, MaximumLineLength);
        foreach (ColumnSentence sentence in Read(reader, path, choice ?? new())) yield return sentence;
    }

    /// <summary>Reads what somebody else opened, such as standard input.</summary>
    /// <param name="stream">UTF-8, not gzip.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="choice">As for a file.</param>
    /// <exception cref="InvalidDataException">The text is at fault; one line says where and how to mend it.</exception>
    public static IEnumerable<ColumnSentence> Read(Stream stream, string name, ColumnChoice? choice = null)
    {
        using LineReader reader = new(new StreamReader(new CheckedText(stream, name)), name, MaximumLineLength);
        foreach (ColumnSentence sentence in Read(reader, name, choice ?? new())) yield return sentence;
    }

    static IEnumerable<ColumnSentence> Read(LineReader reader, string path, ColumnChoice choice)
    {
        // Whether lines with # are comments shows in the first line without.
        List<(string Text, int Number)> beginning = [];
        ColumnLayout? layout = null;
        while (layout is null && NextLine(reader) is { } line)
        {
            beginning.Add(line);
            if (!IsEmpty(line.Text) && line.Text[0] != '#') layout = ColumnLayout.Of(line.Text, line.Number);
        }
        if (layout is null && beginning.Find(line => !IsEmpty(line.Text)) is { Text: { } first } word) layout = ColumnLayout.Of(first, word.Number);
        if (layout is null) throw DataError.In(path, "holds no sentence.");

        ColumnSentence sentence = new(path, layout, choice);
        bool ended = false;
        foreach ((string line, int number) in beginning.Concat(Rest(reader)))
        {
            bool isEmpty = IsEmpty(line);
            if (ended && !isEmpty)
            {
                yield return sentence;
                sentence = new(path, layout, choice);
            }
            ended = isEmpty && sentence.Count > 0;
            if (isEmpty || (layout.IsConllU && IsNoWord(line, path, number))) sentence.Add(line);
            else sentence.AddWord(line, number);
            if (sentence.Count > MaximumWords) throw DataError.At(path, number, $"a sentence of more than {MaximumWords} words; an empty line ends a sentence.");
        }
        yield return sentence;
    }

    static IEnumerable<(string Text, int Number)> Rest(LineReader reader)
    {
        while (NextLine(reader) is { } line) yield return line;
    }

    static (string Text, int Number)? NextLine(LineReader reader) => reader.TryRead(out ReadOnlySpan<char> line) ? (line.ToString(), reader.Line) : null;

    static bool IsEmpty(string line) => string.IsNullOrWhiteSpace(line);

    /// <summary>Whether a line of CoNLL-U is a comment, a range or an empty node.</summary>
    static bool IsNoWord(string line, string path, int number)
    {
        if (line[0] == '#') return true;
        int tab = line.IndexOf('\t', StringComparison.Ordinal);
        ReadOnlySpan<char> id = tab < 0 ? line : line.AsSpan(0, tab);
        if (RangeOrEmptyNode().IsMatch(id)) return true;
        if (id.ContainsAnyExceptInRange('0', '9'))
        {
            throw DataError.At(path, number, $"the ID {DataError.Shown(id)} is no number, no range such as 3-4 and no empty node such as 5.1.");
        }
        return false;
    }

    [GeneratedRegex(@"^[0-9]+[-.][0-9]+$", RegexOptions.CultureInvariant)]
    private static partial Regex RangeOrEmptyNode();
}
