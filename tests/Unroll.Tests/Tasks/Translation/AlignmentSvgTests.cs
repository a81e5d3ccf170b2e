using System.Xml.Linq;
using Unroll.Tasks.Translation;

namespace Unroll.Tests.Tasks.Translation;

public sealed class AlignmentSvgTests
{
    [Fact]
    public void Every_pair_of_units_is_a_cell_as_dark_as_its_attention()
    {
        Alignment alignment = new(["<a>", "b & c", "\u0001"], ["\"x\"", "y"], [[0.25f, 0.75f, 0], [0, 0, 1]]);
        XDocument drawing = XDocument.Parse(AlignmentSvg.Draw([alignment, alignment]));
        XNamespace svg = "http://www.w3.org/2000/svg";
        XElement[] cells = [.. drawing.Descendants(svg + "rect").Where(cell => cell.Attribute("fill-opacity") is not null)];
        Assert.Equal(2 * 2 * 3, cells.Length);
        Assert.Equal(["0.25", "0.75", "0", "0", "0", "1"], cells.Take(6).Select(cell => cell.Attribute("fill-opacity")!.Value));
        Assert.Equal("\"x\" / b & c: 0.750", cells[1].Value);
        Assert.Equal(12, cells.Select(cell => (cell.Attribute("x")!.Value, cell.Attribute("y")!.Value)).Distinct().Count());
        Assert.Contains("<a>", drawing.Descendants(svg + "text").Select(text => text.Value));
    }
}
