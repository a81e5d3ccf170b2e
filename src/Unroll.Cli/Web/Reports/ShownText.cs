using Unroll.Cli.Output;

namespace Unroll.Cli.Web.Reports;

/// <summary>A text of the data in a cell of a table.</summary>
static class ShownText
{
    /// <summary>One line of it, cut where it is long.</summary>
    /// <param name="text">The text.</param>
    /// <param name="longest">Characters at most, without the dots.</param>
    internal static string Of(string text, int longest)
    {
        if (string.IsNullOrWhiteSpace(text)) return "(empty)";
        string line = Messages.OneLine(text);
        if (line.Length <= longest) return line;
        return $"{line[..(char.IsHighSurrogate(line[longest - 1]) ? longest - 1 : longest)]}...";
    }
}
