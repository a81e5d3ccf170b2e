using System.Globalization;
using System.Net;
using System.Text;

namespace Unroll.Inspection;

/// <summary>A point of a chart with what is uncertain about it.</summary>
/// <param name="X">Where it stands from left to right.</param>
/// <param name="Y">Where it stands upwards.</param>
/// <param name="Low">The lower end of its interval in y; Y itself for none.</param>
/// <param name="High">The upper end.</param>
public readonly record struct ChartPoint(double X, double Y, double Low, double High);

/// <summary>Points that belong together; two or more are joined by lines.</summary>
/// <param name="Name">What the legend says.</param>
/// <param name="Points">From left to right.</param>
public sealed record ChartSeries(string Name, IReadOnlyList<ChartPoint> Points);

/// <summary>An axis with the numbers that are written at it.</summary>
/// <param name="Title">What is measured, with its unit.</param>
/// <param name="Ticks">The places marked, from low to high, with what is written there; the axis reaches from the first to the last.</param>
/// <param name="IsLogarithmic">Whether equal ratios, not equal differences, have equal lengths.</param>
public sealed record ChartAxis(string Title, IReadOnlyList<(double Value, string Label)> Ticks, bool IsLogarithmic = false)
{
    /// <summary>Round numbers around values: steps of 1, 2 or 5 times a power of ten.</summary>
    /// <param name="title">What is measured.</param>
    /// <param name="values">What has to be shown; one or more.</param>
    /// <param name="label">How a number is written.</param>
    public static ChartAxis Around(string title, IEnumerable<double> values, Func<double, string> label)
    {
        double[] all = [.. values];
        double low = all.Min(), high = all.Max();
        if (high - low <= 1e-3 * Math.Max(Math.Abs(low), Math.Abs(high)))
        {
            // Where all are the same, or nearly, a tenth below them is shown too; else every number at the axis would read the same.
            (low, high) = low == 0 && high == 0 ? (0, 1) : (low - 0.1 * Math.Abs(low), high);
        }

        double rough = (high - low) / 5, power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        double step = power * (rough / power) switch { <= 1 => 1, <= 2 => 2, <= 5 => 5, _ => 10 };
        long first = (long)Math.Floor(low / step), last = (long)Math.Ceiling(high / step);
        return new(title, [.. Enumerable.Range(0, (int)(last - first) + 1).Select(i => ((first + i) * step, label((first + i) * step)))]);
    }

    internal double Share(double value) => IsLogarithmic
        ? Math.Log(value / Ticks[0].Value) / Math.Log(Ticks[^1].Value / Ticks[0].Value)
        : (value - Ticks[0].Value) / (Ticks[^1].Value - Ticks[0].Value);
}

/// <summary>
/// A chart as a self-contained SVG document: readable on light and on dark, and without colour, since series differ by their markers and
/// strokes as well.
/// </summary>
/// <param name="Title">What it shows.</param>
/// <param name="X">From left to right.</param>
/// <param name="Y">Upwards.</param>
/// <param name="Series">What is drawn; the legend keeps their order.</param>
public sealed record LineChart(string Title, ChartAxis X, ChartAxis Y, IReadOnlyList<ChartSeries> Series)
{
    const int Left = 64, Top = 48, PlotWidth = 560, PlotHeight = 340, LegendGap = 28, LegendWidth = 190, LegendLine = 22, Bottom = 56, Marker = 5;

    // Okabe and Ito's colours, which most colour-blind people tell apart, without their yellow: it is too pale on white.
    const int Colours = 7;
    const string Style = """
        <style>
        .paper{fill:#fff}.ink{fill:#1a1a1a}.axis{stroke:#1a1a1a}.grid{stroke:#d9d9d9}
        .s0{color:#0072b2}.s1{color:#d55e00}.s2{color:#009e73}.s3{color:#b0578f}.s4{color:#8a6d00}.s5{color:#2f7fb8}.s6{color:#555}
        @media (prefers-color-scheme:dark){
        .paper{fill:#16181c}.ink{fill:#e8e8e8}.axis{stroke:#e8e8e8}.grid{stroke:#3a3d44}
        .s0{color:#56b4e9}.s1{color:#ff9e4a}.s2{color:#3fd6a4}.s3{color:#e79ac8}.s4{color:#f0e442}.s5{color:#9bc9ea}.s6{color:#bbb}}
        </style>
        """;

    static readonly string[] Strokes = ["", "7 4", "2 3", "9 3 2 3", "4 2"];

    /// <summary>The document.</summary>
    public string ToSvg()
    {
        int width = Left + PlotWidth + LegendGap + LegendWidth, height = Math.Max(Top + PlotHeight + Bottom, Top + Series.Count * LegendLine + Bottom);
        StringBuilder svg = new();
        svg.Append(CultureInfo.InvariantCulture,
            $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" role=\"img\" font-family=\"sans-serif\" font-size=\"13\">\n");
        svg.Append(CultureInfo.InvariantCulture, $"<title>{Escaped(Title)}</title>\n{Style}\n<rect class=\"paper\" width=\"100%\" height=\"100%\"/>\n");
        svg.Append(CultureInfo.InvariantCulture, $"<text class=\"ink\" x=\"{Left}\" y=\"26\" font-size=\"16\" font-weight=\"bold\">{Escaped(Title)}</text>\n");
        AppendAxes(svg);
        for (int i = 0; i < Series.Count; i++)
        {
            AppendSeries(svg, i);
        }

        return svg.Append("</svg>\n").ToString();
    }

    void AppendAxes(StringBuilder svg)
    {
        foreach ((double value, string label) in Y.Ticks)
        {
            double y = Down(value);
            svg.Append(CultureInfo.InvariantCulture, $"<line class=\"grid\" x1=\"{Left}\" x2=\"{Left + PlotWidth}\" y1=\"{y:0.#}\" y2=\"{y:0.#}\"/>");
            svg.Append(CultureInfo.InvariantCulture, $"<text class=\"ink\" x=\"{Left - 8}\" y=\"{y + 4:0.#}\" text-anchor=\"end\">{Escaped(label)}</text>\n");
        }

        int bottom = Top + PlotHeight;
        foreach ((double value, string label) in X.Ticks)
        {
            double x = Across(value);
            svg.Append(CultureInfo.InvariantCulture, $"<line class=\"axis\" x1=\"{x:0.#}\" x2=\"{x:0.#}\" y1=\"{bottom}\" y2=\"{bottom + 5}\"/>");
            svg.Append(CultureInfo.InvariantCulture, $"<text class=\"ink\" x=\"{x:0.#}\" y=\"{bottom + 20}\" text-anchor=\"middle\">{Escaped(label)}</text>\n");
        }

        svg.Append(CultureInfo.InvariantCulture, $"<path class=\"axis\" fill=\"none\" d=\"M{Left} {Top}V{bottom}H{Left + PlotWidth}\"/>\n");
        svg.Append(CultureInfo.InvariantCulture, $"<text class=\"ink\" x=\"{Left + PlotWidth / 2}\" y=\"{bottom + 42}\" text-anchor=\"middle\">{Escaped(X.Title)}</text>\n");
        int middle = Top + PlotHeight / 2;
        svg.Append(CultureInfo.InvariantCulture, $"<text class=\"ink\" x=\"16\" y=\"{middle}\" text-anchor=\"middle\" transform=\"rotate(-90 16 {middle})\">{Escaped(Y.Title)}</text>\n");
    }

    void AppendSeries(StringBuilder svg, int index)
    {
        ChartSeries series = Series[index];
        svg.Append(CultureInfo.InvariantCulture, $"<g class=\"s{index % Colours}\" stroke=\"currentColor\" stroke-width=\"2\">\n");
        string path = string.Join('L', series.Points.Select(point => string.Create(CultureInfo.InvariantCulture, $"{Across(point.X):0.#} {Down(point.Y):0.#}")));
        if (series.Points.Count > 1)
        {
            svg.Append(CultureInfo.InvariantCulture, $"<path fill=\"none\" stroke-dasharray=\"{Strokes[index % Strokes.Length]}\" d=\"M{path}\"/>\n");
        }

        foreach (ChartPoint point in series.Points)
        {
            double x = Across(point.X), low = Down(point.Low), high = Down(point.High);
            string says = string.Create(CultureInfo.InvariantCulture, $"{series.Name}: {point.X:0.####}, {point.Y:0.####} ({point.Low:0.####} to {point.High:0.####})");
            svg.Append(CultureInfo.InvariantCulture, $"<g><title>{Escaped(says)}</title>");
            if (low != high)
            {
                svg.Append(CultureInfo.InvariantCulture,
                    $"<path stroke-width=\"1.2\" fill=\"none\" d=\"M{x:0.#} {low:0.#}V{high:0.#}M{x - 4:0.#} {low:0.#}h8M{x - 4:0.#} {high:0.#}h8\"/>");
            }

            AppendMarker(svg, index, x, Down(point.Y));
            svg.Append("</g>\n");
        }

        int legendX = Left + PlotWidth + LegendGap, legendY = Top + LegendLine * index + 8;
        AppendMarker(svg, index, legendX, legendY);
        svg.Append(CultureInfo.InvariantCulture, $"</g>\n<text class=\"ink\" x=\"{legendX + 16}\" y=\"{legendY + 4}\">{Escaped(series.Name)}</text>\n");
    }

    const string Circle = "M-5 0a5 5 0 1 0 10 0a5 5 0 1 0 -10 0Z";

    // Seven shapes, filled and then hollow, or for crosses ringed: 14 series whose marker no other has.
    static void AppendMarker(StringBuilder svg, int index, double x, double y)
    {
        string shape = (index % Colours) switch
        {
            0 => Circle,
            1 => $"M{-Marker} {-Marker}h{2 * Marker}v{2 * Marker}h{-2 * Marker}Z",
            2 => $"M0 {-Marker - 1}L{Marker + 1} {Marker}H{-Marker - 1}Z",
            3 => $"M0 {-Marker - 2}L{Marker + 2} 0L0 {Marker + 2}L{-Marker - 2} 0Z",
            4 => $"M0 {Marker + 1}L{Marker + 1} {-Marker}H{-Marker - 1}Z",
            5 => $"M{-Marker} {-Marker}L{Marker} {Marker}M{Marker} {-Marker}L{-Marker} {Marker}",
            _ => $"M{-Marker - 1} 0H{Marker + 1}M0 {-Marker - 1}V{Marker + 1}",
        };
        bool second = index / Colours % 2 == 1;
        (string fill, string ring) = (second ? "none" : "currentColor", second && index % Colours > 4 ? Circle : "");
        svg.Append(CultureInfo.InvariantCulture, $"<path transform=\"translate({x:0.#} {y:0.#})\" fill=\"{fill}\" d=\"{shape}{ring}\"/>");
    }

    double Across(double x) => Left + PlotWidth * X.Share(x);

    double Down(double y) => Top + PlotHeight * (1 - Y.Share(y));

    static string Escaped(string text) => WebUtility.HtmlEncode(text);
}
