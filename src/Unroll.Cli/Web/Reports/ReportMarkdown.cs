using System.Text;
using Unroll.Cli.Output;

namespace Unroll.Cli.Web.Reports;

/// <summary>A report as Markdown with GitHub's tables. Charts are tables of their points, since a drawing would be a second file.</summary>
static class ReportMarkdown
{
    // Whatever of these stands in a text could be markup; a backslash makes each a plain character (CommonMark 0.31, section 2.4).
    const string Markup = "\\`*_[]<>|#~&$";

    internal static string Of(Report report)
    {
        StringBuilder text = new();
        text.Append($"# {Escaped(report.Title)}\n");
        foreach (ReportSection section in report.Sections)
        {
            text.Append($"\n## {Escaped(section.Heading)}\n");
            foreach (ReportPart part in section.Parts) text.Append($"\n{Written(part)}\n");
        }
        return text.ToString();
    }

    static string Written(ReportPart part) => part switch
    {
        ReportText text => Paragraph(text.Text),
        ReportSubheading heading => $"### {Escaped(heading.Text)}",
        ReportCode code => $"{Fence(code.Text)}\n{code.Text}\n{Fence(code.Text)}",
        ReportFindings findings => string.Join('\n', findings.Items.Select(finding =>
            $"- **{finding.Weight}:** {Escaped(finding.What)}{(finding.Mend is { } mend ? $" {Escaped(HtmlPage.Sentence(mend))}" : "")}")),
        ReportTable table => Table(table),
        ReportChart chart => Table(chart.AsTable()),
        _ => throw new InvalidOperationException($"Markdown cannot show {part.GetType().Name} yet."),
    };

    static string Table(ReportTable table)
    {
        StringBuilder text = new();
        if (table.Caption is { } caption) text.Append($"{Paragraph(caption)}:\n\n");
        text.Append(Row(table.Headings.Select(Escaped)));
        text.Append(Row(table.Headings.Select((_, column) => column < table.Words ? "---" : "---:")));
        for (int row = 0; row < table.Rows.Count; row++)
        {
            text.Append(Row(table.Rows[row].Select((cell, column) => table.IsMarked?.Invoke(row, column) == true ? $"**{Escaped(cell)}**" : Escaped(cell))));
        }
        return text.ToString().TrimEnd('\n');
    }

    static string Row(IEnumerable<string> cells) => $"| {string.Join(" | ", cells)} |\n";

    // A line that begins so would be a list or a line across the page.
    static string Paragraph(string text) => Escaped(text) is var escaped && escaped.Length > 0 && escaped[0] is '-' or '+' or '=' ? $"\\{escaped}" : escaped;

    /// <summary>A fence longer than any in the text.</summary>
    static string Fence(string text)
    {
        int length = 3;
        while (text.Contains(new string('`', length), StringComparison.Ordinal)) length++;
        return new('`', length);
    }

    static string Escaped(string text)
    {
        StringBuilder escaped = new(text.Length);
        foreach (char c in Messages.OneLine(text))
        {
            if (Markup.Contains(c, StringComparison.Ordinal)) escaped.Append('\\');
            escaped.Append(c);
        }
        return escaped.ToString();
    }
}
