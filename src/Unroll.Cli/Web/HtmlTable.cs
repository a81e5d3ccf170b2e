using System.Globalization;
using System.Net;
using System.Text;

namespace Unroll.Cli.Web;

/// <summary>A column of a table: words to the left, numbers to the right, with their headings.</summary>
/// <param name="Heading">What stands above it.</param>
/// <param name="Kind">The class of its cells: words, number, bar or heat.</param>
sealed record HtmlColumn(string Heading, string Kind)
{
    internal static HtmlColumn Words(string heading) => new(heading, "words");

    internal static HtmlColumn Number(string heading) => new(heading, "number");

    /// <summary>Bars to either side of zero; a number column says the same.</summary>
    internal static HtmlColumn Bar(string heading) => new(heading, "bar");

    /// <summary>Percentages on grounds of their own shade.</summary>
    internal static HtmlColumn Heat(string heading) => new(heading, "number heat");
}

/// <summary>A section with a table that scrolls by itself where it is wider than the screen.</summary>
/// <param name="title">The section's heading and the table's name.</param>
/// <param name="columns">From left to right.</param>
sealed class HtmlTable(string title, params IReadOnlyList<HtmlColumn> columns)
{
    readonly List<HtmlColumn> columns = [.. columns];
    readonly List<(IReadOnlyList<string> Cells, int? Token)> rows = [];

    /// <summary>Text as HTML; a number stays with its percent sign.</summary>
    internal static string Escape(string text) => WebUtility.HtmlEncode(text.Replace(" %", "\u00A0%", StringComparison.Ordinal));

    /// <summary>The cell of a bar: how far to the right of zero, −1 to 1.</summary>
    internal static string BarOf(float share) => share.ToString("0.###", CultureInfo.InvariantCulture);

    /// <summary>The cell of a share, 0 to 1.</summary>
    internal static string HeatOf(float share) => Math.Round(100 * share).ToString("0", CultureInfo.InvariantCulture);

    internal void Add(params IReadOnlyList<HtmlColumn> more) => columns.AddRange(more);

    /// <summary>A row with one cell a column.</summary>
    /// <param name="cells">Text, not HTML.</param>
    /// <param name="token">The token that the row is about, to be marked with it.</param>
    internal void AddRow(IReadOnlyList<string> cells, int? token) => rows.Add((cells, token));

    internal void AppendTo(StringBuilder html, string note, string after = "")
    {
        html.Append(CultureInfo.InvariantCulture, $"<section>\n<h2>{Escape(title)}</h2>\n<p>{Escape(note)}</p>\n<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"{Escape(title)}\">\n<table>\n<thead><tr>");
        foreach (HtmlColumn column in columns) html.Append(CultureInfo.InvariantCulture, $"<th scope=\"col\" class=\"{column.Kind}\">{Escape(column.Heading)}</th>");
        html.Append("</tr></thead>\n<tbody>\n");
        foreach ((IReadOnlyList<string> cells, int? token) in rows)
        {
            html.Append(token is { } marked ? string.Create(CultureInfo.InvariantCulture, $"<tr data-token=\"{marked}\">") : "<tr>");
            for (int i = 0; i < cells.Count; i++) html.Append(Cell(columns[i], cells[i], isFirst: i == 0));
            html.Append("</tr>\n");
        }
        html.Append(CultureInfo.InvariantCulture, $"</tbody>\n</table>\n</div>\n{after}</section>\n");
    }

    static string Cell(HtmlColumn column, string content, bool isFirst) => column.Kind switch
    {
        _ when isFirst => $"<th scope=\"row\" class=\"{column.Kind}\">{Escape(content)}</th>",
        "bar" => $"<td class=\"bar\" aria-hidden=\"true\"><i class=\"{(content.StartsWith('-') ? "against" : "for")}\" style=\"--share:{content.TrimStart('-')}\"></i></td>",
        "number heat" => $"<td class=\"number heat\" style=\"--share:{content}%\">{content}</td>",
        _ => $"<td class=\"{column.Kind}\">{Escape(content)}</td>",
    };
}
