using System.Text;

namespace Unroll.Cli.Output;

/// <summary>Lines for a person, on standard error: standard output is for results.</summary>
static class Messages
{
    /// <summary>Writes one line, whatever is in the text: a file name may hold line breaks and terminal codes.</summary>
    internal static void Say(string text) => Console.Error.WriteLine(OneLine(text));

    /// <summary>The text without control characters.</summary>
    internal static string OneLine(string text)
    {
        if (!text.Any(IsControl)) return text;
        StringBuilder line = new(text.Length);
        foreach (char c in text) line.Append(IsControl(c) ? ' ' : c);
        return line.ToString();
    }

    static bool IsControl(char c) => char.IsControl(c) || c is '\u2028' or '\u2029';
}
