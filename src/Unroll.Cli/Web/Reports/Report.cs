using System.Globalization;
using Unroll.Inspection;

namespace Unroll.Cli.Web.Reports;

/// <summary>A document before it is written: every writer prints the same sections.</summary>
/// <param name="Title">What it is about.</param>
/// <param name="Sections">From top to bottom.</param>
sealed record Report(string Title, IReadOnlyList<ReportSection> Sections);

/// <summary>Parts under a heading.</summary>
/// <param name="Heading">What they are about.</param>
/// <param name="Parts">From top to bottom.</param>
sealed record ReportSection(string Heading, IReadOnlyList<ReportPart> Parts);

/// <summary>A part of a section. Its texts are plain: writers escape what means something to their format.</summary>
abstract record ReportPart;

/// <summary>A paragraph.</summary>
/// <param name="Text">Its sentences.</param>
/// <param name="IsRemark">Whether it only says how to read what is beside it.</param>
sealed record ReportText(string Text, bool IsRemark = false) : ReportPart;

/// <summary>A heading inside a section.</summary>
/// <param name="Text">What follows.</param>
sealed record ReportSubheading(string Text) : ReportPart;

/// <summary>Lines to copy.</summary>
/// <param name="Text">The lines.</param>
sealed record ReportCode(string Text) : ReportPart;

/// <summary>What was found, each with its weight in a word (problem, hint, good) and perhaps what to try.</summary>
/// <param name="Items">What matters most first.</param>
sealed record ReportFindings(IReadOnlyList<(string Weight, string What, string? Mend)> Items) : ReportPart;

/// <summary>A table, words to the left and numbers to the right.</summary>
/// <param name="Words">How many columns, from the first, hold words; the first names its row.</param>
/// <param name="Headings">One for each column.</param>
/// <param name="Rows">One cell for each column.</param>
/// <param name="Caption">What it shows, if nothing else says so.</param>
/// <param name="IsMarked">Whether a cell is marked, by row and column; null: none is.</param>
sealed record ReportTable(int Words, IReadOnlyList<string> Headings, IReadOnlyList<IReadOnlyList<string>> Rows, string? Caption = null, Func<int, int, bool>? IsMarked = null) : ReportPart;

/// <summary>A chart.</summary>
/// <param name="Drawing">What is drawn.</param>
sealed record ReportChart(LineChart Drawing) : ReportPart
{
    /// <summary>The chart's points as a table: a row for each place from left to right, a column for each line.</summary>
    internal ReportTable AsTable()
    {
        double[] places = [.. Drawing.Series.SelectMany(line => line.Points).Select(point => point.X).Distinct().Order()];
        return new(0, [Drawing.X.Title, .. Drawing.Series.Select(line => line.Name)],
            [.. places.Select(x => (IReadOnlyList<string>)[Number(x), .. Drawing.Series.Select(line => ValueAt(line, x))])], $"{Drawing.Title} ({Drawing.Y.Title})");
    }

    static string ValueAt(ChartSeries line, double x) => line.Points.Where(point => point.X == x).Select(point => Number(point.Y)).FirstOrDefault("");

    static string Number(double value) => value.ToString(value != 0 && Math.Abs(value) < 1e-3 ? "0.0e+0" : "0.####", CultureInfo.InvariantCulture);
}
