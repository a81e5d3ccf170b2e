using System.Globalization;

namespace Unroll.Formats;

/// <summary>A name from a file as a message may show it: on one line and not endless.</summary>
static class Quotation
{
    const int Longest = 60;

    internal static string Of(string name)
    {
        string shown = name.Length <= Longest ? name : string.Concat(name.AsSpan(0, Longest), "...");
        return $"'{string.Concat(shown.Select(Visible))}'";
    }

    static string Visible(char c) => char.GetUnicodeCategory(c) is UnicodeCategory.Control or UnicodeCategory.Format
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate
        ? $"\\u{(int)c:x4}"
        : c.ToString();
}
