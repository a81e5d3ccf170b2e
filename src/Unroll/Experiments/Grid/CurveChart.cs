using System.Globalization;
using System.Net;
using System.Text;

namespace Unroll.Experiments.Grid;

/// <summary>Learning curves as a picture of their own: SVG, readable on light and dark, told apart by dashes, marks and names.</summary>
public static class CurveChart
{
    const int Width = 720, Height = 420, Left = 64, Right = 24, Top = 56, LineOfLegend = 22, BelowAxis = 44, Ticks = 5;

    // Colours with enough contrast on white and on black; dashes and marks say the same without them.
    static readonly (string Colour, string Dashes)[] Styles = [("#1f7fd0", ""), ("#d0620e", "8 5"), ("#2f9a4d", "2 4"), ("#a259c4", "12 4 2 4")];

    /// <summary>The scores of all curves over the samples seen.</summary>
    /// <param name="result">What an experiment found.</param>
    public static string Draw(ExperimentResult result)
    {
        double most = Math.Max(1, result.Curves.Max(curve => curve.Points[^1].Samples));
        double highest = result.Scale == ScoreScale.Share ? 1 : Math.Max(1, Math.Ceiling(result.Curves.Max(curve => curve.Points.Max(point => double.IsFinite(point.Score) ? point.Score : 0))));
        int height = Height + LineOfLegend * result.Curves.Count;
        StringBuilder svg = new();
        Add(svg, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {height}\" width=\"{Width}\" height=\"{height}\" role=\"img\" font-family=\"sans-serif\" font-size=\"13\">");
        Add(svg, $"<title>{Escaped(result.Title)}: {Escaped(result.ScoreName)}</title>");
        Add(svg, $"<style>.back{{fill:#fff}}.ink{{fill:#222}}.grid{{stroke:#ccc}}@media(prefers-color-scheme:dark){{.back{{fill:#161616}}.ink{{fill:#e8e8e8}}.grid{{stroke:#444}}}}</style>");
        Add(svg, $"<rect class=\"back\" width=\"{Width}\" height=\"{height}\" fill=\"#fff\"/>");
        Add(svg, $"<text class=\"ink\" x=\"{Left}\" y=\"24\" font-size=\"16\">{Escaped(result.Title)}</text>");
        Add(svg, $"<text class=\"ink\" x=\"{Left}\" y=\"43\">{Escaped(result.ScoreName)}</text>");
        DrawAxes(svg, most, highest, result.Scale);
        for (int i = 0; i < result.Curves.Count; i++)
        {
            DrawCurve(svg, result.Curves[i], i, most, highest, result.Scale);
        }

        return svg.Append("</svg>\n").ToString();
    }

    static void DrawAxes(StringBuilder svg, double most, double highest, ScoreScale scale)
    {
        for (int tick = 0; tick <= Ticks; tick++)
        {
            double score = highest * tick / Ticks, samples = most * tick / Ticks, y = Y(score, highest), x = X(samples, most);
            Add(svg, $"<line class=\"grid\" stroke=\"#ccc\" x1=\"{Left}\" y1=\"{y:0.#}\" x2=\"{Width - Right}\" y2=\"{y:0.#}\"/>");
            Add(svg, $"<text class=\"ink\" x=\"{Left - 8}\" y=\"{y + 4:0.#}\" text-anchor=\"end\">{Written(score, scale)}</text>");
            Add(svg, $"<text class=\"ink\" x=\"{x:0.#}\" y=\"{Height - BelowAxis + 20}\" text-anchor=\"{(tick == Ticks ? "end" : "middle")}\">{samples:#,0}</text>");
        }

        Add(svg, $"<text class=\"ink\" x=\"{(Left + Width - Right) / 2}\" y=\"{Height - 6}\" text-anchor=\"middle\">training samples</text>");
    }

    static void DrawCurve(StringBuilder svg, LearningCurve curve, int number, double most, double highest, ScoreScale scale)
    {
        (string colour, string dashes) = Styles[number % Styles.Length];
        string stroke = $"fill=\"none\" stroke=\"{colour}\" stroke-width=\"2.5\"{(dashes.Length == 0 ? "" : $" stroke-dasharray=\"{dashes}\"")}";
        CurvePoint[] points = [.. curve.Points.Where(point => double.IsFinite(point.Score))];
        Add(svg, $"<polyline {stroke} points=\"{string.Join(' ', points.Select(point => Place(X(point.Samples, most), Y(point.Score, highest))))}\"/>");
        if (points is [.., var last])
        {
            DrawMark(svg, number, colour, X(last.Samples, most), Y(last.Score, highest));
        }

        int y = Height + LineOfLegend * number + 8;
        Add(svg, $"<line {stroke} x1=\"{Left}\" y1=\"{y}\" x2=\"{Left + 44}\" y2=\"{y}\"/>");
        DrawMark(svg, number, colour, Left + 22, y);
        Add(svg, $"<text class=\"ink\" x=\"{Left + 54}\" y=\"{y + 4}\">{Escaped(curve.Name)}: {Written(curve.Points[^1].Score, scale)} after {curve.Points[^1].Samples:#,0} samples, {curve.Parameters:#,0} parameters</text>");
    }

    // A circle, a square, a triangle, a diamond.
    static void DrawMark(StringBuilder svg, int number, string colour, double x, double y)
    {
        string corners = (number % Styles.Length) switch
        {
            1 => $"{Place(x - 5, y - 5)} {Place(x + 5, y - 5)} {Place(x + 5, y + 5)} {Place(x - 5, y + 5)}",
            2 => $"{Place(x, y - 6)} {Place(x + 6, y + 5)} {Place(x - 6, y + 5)}",
            _ => $"{Place(x, y - 7)} {Place(x + 7, y)} {Place(x, y + 7)} {Place(x - 7, y)}",
        };
        Add(svg, number % Styles.Length == 0
            ? $"<circle fill=\"{colour}\" cx=\"{x:0.#}\" cy=\"{y:0.#}\" r=\"5\"/>"
            : (FormattableString)$"<polygon fill=\"{colour}\" points=\"{corners}\"/>");
    }

    static string Written(double score, ScoreScale scale) => scale == ScoreScale.Share
        ? string.Create(CultureInfo.InvariantCulture, $"{100 * score:0.##} %")
        : string.Create(CultureInfo.InvariantCulture, $"{score:0.00}");

    static double X(double samples, double most) => Left + (Width - Left - Right) * samples / most;

    static double Y(double score, double highest) => Height - BelowAxis - (Height - BelowAxis - Top - 8) * Math.Clamp(score / highest, 0, 1);

    static string Place(double x, double y) => string.Create(CultureInfo.InvariantCulture, $"{x:0.#},{y:0.#}");

    static string Escaped(string text) => WebUtility.HtmlEncode(text);

    static void Add(StringBuilder svg, FormattableString line) => svg.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
