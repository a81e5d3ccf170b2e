namespace Unroll.Cli.Web.Reports;

/// <summary>A report as a page for a browser.</summary>
static class ReportPage
{
    internal static HtmlPage Of(Report report)
    {
        HtmlPage page = new(report.Title);
        foreach (ReportSection section in report.Sections)
        {
            page.Heading(section.Heading);
            foreach (ReportPart part in section.Parts) Append(page, part);
        }
        return page;
    }

    static void Append(HtmlPage page, ReportPart part) => _ = part switch
    {
        ReportText { IsRemark: true } remark => page.Remark(remark.Text),
        ReportText text => page.Say(text.Text),
        ReportSubheading heading => page.Subheading(heading.Text),
        ReportCode code => page.Code(code.Text),
        ReportFindings findings => page.Findings(findings.Items),
        ReportTable table => Table(page, table),
        ReportChart chart => page.Chart(chart.Drawing).Folded("The same in numbers", inside => Table(inside, chart.AsTable())),
        _ => throw new InvalidOperationException($"a page cannot show {part.GetType().Name} yet."),
    };

    static HtmlPage Table(HtmlPage page, ReportTable table) => page.Table(table.Words, table.Headings, table.Rows, table.Caption, table.IsMarked);
}
