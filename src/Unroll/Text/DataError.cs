using System.Globalization;
using System.Text;

namespace Unroll.Text;

/// <summary>Messages about a user's data: always one line, naming file and line.</summary>
static class DataError
{
    const int ShownLength = 60;

    internal static InvalidDataException In(string path, string message) => new($"{path}: {message}");

    internal static InvalidDataException At(string path, long line, string message) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{path}, line {line}: {message}"));

    /// <summary>The same fault, with what was guessed on the way to it: the guess may be what is wrong.</summary>
    internal static InvalidDataException ReadWith(string guess, InvalidDataException fault) => new($"{fault.Message} Read with {guess}.", fault);

    /// <summary>A piece of the user's data in quotes, shortened, without control characters.</summary>
    internal static string Shown(ReadOnlySpan<char> value)
    {
        bool cut = value.Length > ShownLength;
        return $"'{OneLine(cut ? value[..ShownLength] : value)}{(cut ? "..." : "")}'";
    }

    /// <summary>Names in quotes, separated by commas, the first ones only when there are many.</summary>
    internal static string Listed(IReadOnlyList<string> names, int most = 20) =>
        string.Join(", ", names.Take(most).Select(name => Shown(name)))
        + (names.Count > most ? string.Create(CultureInfo.InvariantCulture, $" and {names.Count - most} more") : "");

    internal static string OneLine(ReadOnlySpan<char> text)
    {
        StringBuilder line = new(text.Length);
        foreach (char c in text) line.Append(char.IsControl(c) || c is '\u2028' or '\u2029' ? ' ' : c);
        return line.ToString();
    }
}
