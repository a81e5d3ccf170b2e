using System.Globalization;
using System.Net;
using System.Text;
using Unroll.Cli.Output;
using Unroll.Formats;
using Unroll.Inspection;

namespace Unroll.Cli.Web;

/// <summary>
/// One self-contained page: no script, nothing fetched, dark or light as the reader has it, readable on a small screen and on paper.
/// </summary>
/// <param name="title">What it is about.</param>
sealed class HtmlPage(string title)
{
    const string Style = """
        :root{color-scheme:light dark;--ink:#1a1a1a;--paper:#fff;--soft:#595959;--line:#c9ccd1;--shade:#f2f4f7;--good:#1b6e3c;--bad:#a3231b;--hint:#7a4d00}
        @media(prefers-color-scheme:dark){:root{--ink:#e8e8e8;--paper:#16181c;--soft:#b3b8c0;--line:#474b53;--shade:#22252b;--good:#6fd09a;--bad:#ff9d94;--hint:#f0c070}}
        *{box-sizing:border-box}
        body{margin:0 auto;padding:1rem;max-width:62rem;background:var(--paper);color:var(--ink);font:1rem/1.5 system-ui,sans-serif;overflow-wrap:anywhere}
        h1{font-size:1.6rem;line-height:1.2}h2{font-size:1.25rem;margin-top:2.2rem;border-bottom:1px solid var(--line)}h3{font-size:1.05rem}
        p.soft,td.soft,figcaption{color:var(--soft)}
        .wide{overflow-x:auto}
        table{border-collapse:collapse;font-variant-numeric:tabular-nums}caption{text-align:left;color:var(--soft);padding-bottom:.3rem}
        th,td{padding:.25rem .75rem .25rem 0;text-align:left;vertical-align:top;border-bottom:1px solid var(--line);overflow-wrap:normal}
        th.n,td.n{text-align:right}td.hit{background:var(--shade);font-weight:600}
        pre{background:var(--shade);padding:.75rem;overflow-x:auto}code{font-family:ui-monospace,monospace;font-size:.92em}
        figure{margin:1rem 0}figure svg{width:100%;height:auto;max-width:52rem}
        ul.findings{list-style:none;padding:0}ul.findings li{border-left:.3rem solid var(--line);padding:.1rem 0 .1rem .75rem;margin:.75rem 0}
        li.problem{border-color:var(--bad)!important}li.hint{border-color:var(--hint)!important}li.good{border-color:var(--good)!important}
        li.problem b{color:var(--bad)}li.hint b{color:var(--hint)}li.good b{color:var(--good)}
        @media(max-width:40rem){body{padding:.6rem}th,td{padding-right:.5rem;font-size:.92rem}}
        """;

    readonly StringBuilder body = new();

    internal HtmlPage Heading(string text) => Append($"<h2>{Escaped(text)}</h2>");

    internal HtmlPage Subheading(string text) => Append($"<h3>{Escaped(text)}</h3>");

    internal HtmlPage Say(string text) => Append($"<p>{Escaped(text)}</p>");

    internal HtmlPage Remark(string text) => Append($"<p class=\"soft\">{Escaped(text)}</p>");

    internal HtmlPage Code(string text) => Append($"<pre tabindex=\"0\"><code>{Escaped(text)}</code></pre>");

    /// <summary>A list of findings: each a word for its weight, what was found, and what to try.</summary>
    internal HtmlPage Findings(IEnumerable<(string Weight, string What, string? Mend)> findings)
    {
        Append("<ul class=\"findings\">");
        foreach ((string weight, string what, string? mend) in findings)
        {
            Append($"<li class=\"{weight}\"><b>{weight}:</b> {Escaped(what)}{(mend is null ? "" : $"<br>{Escaped(Sentence(mend))}")}</li>");
        }
        return Append("</ul>");
    }

    /// <summary>A table, words to the left and numbers to the right.</summary>
    /// <param name="words">How many columns, from the first, hold words; the first names its row.</param>
    /// <param name="headings">One for each column.</param>
    /// <param name="rows">One cell for each column.</param>
    /// <param name="caption">What the table shows, if the text before it does not say so.</param>
    /// <param name="isMarked">Whether a cell is marked, by row and column; null: none is.</param>
    internal HtmlPage Table(int words, IReadOnlyList<string> headings, IEnumerable<IReadOnlyList<string>> rows, string? caption = null, Func<int, int, bool>? isMarked = null)
    {
        Append("<div class=\"wide\" tabindex=\"0\"><table>");
        if (caption is not null) Append($"<caption>{Escaped(caption)}</caption>");
        Append($"<thead><tr>{string.Concat(headings.Select((text, i) => $"<th scope=\"col\"{(i < words ? "" : " class=\"n\"")}>{Escaped(text)}</th>"))}</tr></thead><tbody>");
        int row = 0;
        foreach (IReadOnlyList<string> cells in rows)
        {
            int at = row++;
            Append($"<tr>{string.Concat(cells.Select((text, i) => i == 0 ? $"<th scope=\"row\"{(words > 0 ? "" : " class=\"n\"")}>{Escaped(text)}</th>"
                : $"<td class=\"{(i < words ? "" : "n")}{(isMarked?.Invoke(at, i) == true ? " hit" : "")}\">{Escaped(text)}</td>"))}</tr>");
        }
        return Append("</tbody></table></div>");
    }

    /// <summary>A chart, drawn into the page.</summary>
    internal HtmlPage Chart(LineChart? chart) => chart is null ? this : Append($"<figure>{chart.ToSvg()}</figure>");

    /// <summary>Writes the page and says where it is.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    internal void Write(string file)
    {
        AtomicFile.WriteText(file, ToString());
        Page.Remarks.Say($"The page is in {file}.");
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"""
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>{Escaped(title)}</title>
        <style>
        {Style}
        </style>
        </head>
        <body>
        <main>
        <h1>{Escaped(title)}</h1>
        {body}</main>
        </body>
        </html>

        """);

    HtmlPage Append(string html)
    {
        body.Append(html).Append('\n');
        return this;
    }

    static string Sentence(string mend) => $"{char.ToUpperInvariant(mend[0])}{mend[1..]}.";

    static string Escaped(string text) => WebUtility.HtmlEncode(text);
}
