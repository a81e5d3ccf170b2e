using System.Globalization;
using System.Xml.Linq;
using Unroll.Inspection;

namespace Unroll.Tests.Inspection;

public sealed class LineChartTests
{
    static readonly ChartAxis Across = new("x", [(1, "1"), (100, "100")], IsLogarithmic: true), Up = new("y", [(0, "0"), (10, "10")]);

    // The plot lies between 64 and 624 across and between 388 and 48 down.
    [Fact]
    public void A_point_stands_where_the_axes_say()
    {
        XElement svg = XElement.Parse(new LineChart("t", Across, Up, [new("a", [new(10, 5, 5, 5), new(100, 10, 10, 10)])]).ToSvg());
        string line = Element(svg, "path").Single(path => path.Attribute("stroke-dasharray") is not null).Attribute("d")!.Value;
        Assert.Equal("M344 218L624 48", line);
    }

    [Fact]
    public void Fourteen_series_differ_without_their_colours()
    {
        XElement svg = XElement.Parse(new LineChart("t", Across, Up, [.. Enumerable.Range(0, 14).Select(i => new ChartSeries($"s{i}", [new(1, i / 2, 0, 9)]))]).ToSvg());
        string[] markers = [.. Element(svg, "path").Where(path => path.Attribute("transform") is not null)
            .Select(path => $"{path.Attribute("d")!.Value} {path.Attribute("fill")!.Value}")];
        Assert.Equal(2 * 14, markers.Length);
        Assert.Equal(14, markers.Distinct().Count());
    }

    [Fact]
    public void Names_are_written_as_they_are()
    {
        string svg = new LineChart("<a & b>", Across, Up, [new("\"c\" <d>", [new(1, 1, 1, 1)])]).ToSvg();
        Assert.Contains("\"c\" <d>", XElement.Parse(svg).Descendants().Select(element => element.Value));
    }

    [Fact]
    public void It_is_drawn_for_light_and_for_dark()
    {
        string svg = new LineChart("t", Across, Up, []).ToSvg();
        Assert.Contains("prefers-color-scheme:dark", svg, StringComparison.Ordinal);
        Assert.DoesNotContain("href", svg, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.71, 0.93, "0.7 0.75 0.8 0.85 0.9 0.95")]
    [InlineData(3, 3, "2.7 2.8 2.9 3")]
    [InlineData(3, 3.002, "2.7 2.8 2.9 3 3.1")]
    [InlineData(-2, -2, "-2.2 -2.15 -2.1 -2.05 -2")]
    [InlineData(0, 0, "0 0.2 0.4 0.6 0.8 1")]
    [InlineData(0, 1700, "0 500 1000 1500 2000")]
    public void An_axis_around_values_has_round_numbers(double low, double high, string expected)
    {
        ChartAxis axis = ChartAxis.Around("x", [high, low], value => value.ToString("0.######", CultureInfo.InvariantCulture));
        string[] ticks = [.. axis.Ticks.Select(tick => tick.Label)];
        Assert.Equal(expected, string.Join(' ', ticks));
    }

    static IEnumerable<XElement> Element(XElement svg, string name) => svg.Descendants().Where(element => element.Name.LocalName == name);
}
