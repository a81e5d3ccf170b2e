using System.Globalization;
using System.Text;

namespace Unroll.Text;

/// <summary>
/// vocabulary.txt: one entry a line, the line number is the index plus one. Characters that would break a line or that
/// UTF-8 cannot hold are written as \n, \r, \t, \\ or \u and four hexadecimal digits.
/// </summary>
static class VocabularyFormat
{
    const int MaximumEntries = 10_000_000;
    const int MaximumEntryLength = 1 << 16;

    internal static void Write(ReadOnlySpan<string> entries, TextWriter writer)
    {
        StringBuilder line = new();
        foreach (string entry in entries)
        {
            line.Clear();
            for (int i = 0; i < entry.Length; i++) Escape(entry, i, line);
            writer.Write(line.Append('\n'));
        }
    }

    internal static Vocabulary Read(string path)
    {
        using LineReader reader = LineReader.Open(path, 6 * MaximumEntryLength);
        List<string> entries = [];
        Dictionary<string, int> lines = new(StringComparer.Ordinal);
        while (reader.TryRead(out ReadOnlySpan<char> line))
        {
            if (reader.Line > MaximumEntries) throw DataError.At(path, reader.Line, $"more than {MaximumEntries} entries, the limit.");
            string entry = Unescape(line, path, reader.Line);
            if (entry.Length == 0) throw DataError.At(path, reader.Line, "empty; every line holds one token.");
            if (!lines.TryAdd(entry, reader.Line))
            {
                throw DataError.At(path, reader.Line, $"{DataError.Shown(entry)} is already on line {lines[entry]}; tokens are unique.");
            }
            entries.Add(entry);
        }
        if (entries is not [Vocabulary.Unknown, ..])
        {
            throw DataError.At(path, 1,
                $"expected {Vocabulary.Unknown}, got {(entries is [string first, ..] ? DataError.Shown(first) : "nothing")}; this is not a vocabulary of this library.");
        }
        return new(entries);
    }

    static void Escape(string entry, int index, StringBuilder line)
    {
        char c = entry[index];
        switch (c)
        {
            case '\\': line.Append(@"\\"); break;
            case '\n': line.Append(@"\n"); break;
            case '\r': line.Append(@"\r"); break;
            case '\t': line.Append(@"\t"); break;
            // NUL marks a file that is no text; a byte order mark at the start would be taken for one.
            case '\0' or '\uFEFF': AppendHexadecimal(c, line); break;
            default:
                if (IsUnpaired(entry, index)) AppendHexadecimal(c, line);
                else line.Append(c);
                break;
        }
    }

    static bool IsUnpaired(string entry, int i) => char.IsHighSurrogate(entry[i])
        ? i + 1 == entry.Length || !char.IsLowSurrogate(entry[i + 1])
        : char.IsLowSurrogate(entry[i]) && (i == 0 || !char.IsHighSurrogate(entry[i - 1]));

    static void AppendHexadecimal(char c, StringBuilder line) =>
        line.Append(@"\u").Append(((int)c).ToString("X4", CultureInfo.InvariantCulture));

    static string Unescape(ReadOnlySpan<char> line, string path, int number)
    {
        if (!line.Contains('\\')) return line.ToString();
        StringBuilder entry = new(line.Length);
        for (int i = 0; i < line.Length; i++)
        {
            if (line[i] != '\\')
            {
                entry.Append(line[i]);
                continue;
            }
            char kind = ++i < line.Length ? line[i] : ' ';
            int code = kind switch { '\\' => '\\', 'n' => '\n', 'r' => '\r', 't' => '\t', 'u' => Hexadecimal(line[(i + 1)..]), _ => -1 };
            if (code < 0) throw DataError.At(path, number, @"a backslash must be followed by \, n, r, t, or u and four hexadecimal digits.");
            if (kind == 'u') i += 4;
            entry.Append((char)code);
        }
        return entry.ToString();
    }

    static int Hexadecimal(ReadOnlySpan<char> digits) =>
        digits.Length >= 4 && ushort.TryParse(digits[..4], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ushort code) ? code : -1;
}
