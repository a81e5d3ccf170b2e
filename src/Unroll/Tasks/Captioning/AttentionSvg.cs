using System.Globalization;
using System.Net;
using System.Text;

namespace Unroll.Tasks.Captioning;

/// <summary>The figure of the paper: for each word of a caption the picture, bright where the network looked.</summary>
public static class AttentionSvg
{
    const int PanelSide = 144, Gap = 12, Font = 15, PanelsInRow = 6;

    // How dark a place becomes that was not looked at.
    const float Darkest = 0.8f;

    /// <summary>An SVG document: the picture as it is with the whole caption, then a panel for each word.</summary>
    /// <param name="pictures">Pictures and what was written about them.</param>
    public static string Draw(IReadOnlyList<(Picture Picture, Caption Caption)> pictures)
    {
        StringBuilder body = new(), definitions = new();
        int top = Gap;
        foreach ((int index, (Picture picture, Caption caption)) in pictures.Index())
        {
            definitions.Append(CultureInfo.InvariantCulture,
                $"<image id=\"picture{index}\" width=\"{PanelSide}\" height=\"{PanelSide}\" preserveAspectRatio=\"none\" style=\"image-rendering:{(picture.Width < PanelSide ? "pixelated" : "auto")}\" href=\"data:image/png;base64,{Convert.ToBase64String(PngImage.Of(picture))}\"/>\n");
            AppendText(caption.Text, Gap, top + Font, body);
            top += Font + Gap;
            for (int panel = 0; panel <= caption.Words.Count; panel++)
            {
                int left = Gap + panel % PanelsInRow * (PanelSide + Gap), at = top + panel / PanelsInRow * (PanelSide + Font + 2 * Gap);
                body.Append(CultureInfo.InvariantCulture, $"<use href=\"#picture{index}\" x=\"{left}\" y=\"{at}\"/>\n");
                if (panel > 0)
                {
                    AppendShade(caption.Attention[panel - 1], caption.GridRows, caption.GridColumns, left, at, body);
                    AppendText(caption.Words[panel - 1] is CaptionWords.End ? "(end)" : caption.Words[panel - 1], left, at + PanelSide + Font, body);
                }
            }

            top += (caption.Words.Count / PanelsInRow + 1) * (PanelSide + Font + 2 * Gap) + Gap;
        }

        int width = Gap + PanelsInRow * (PanelSide + Gap);
        return string.Create(CultureInfo.InvariantCulture,
            $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{top}\" viewBox=\"0 0 {width} {top}\" font-family=\"sans-serif\" font-size=\"{Font}\" shape-rendering=\"crispEdges\">\n<defs>\n{definitions}</defs>\n<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n{body}</svg>\n");
    }

    // The most attended place keeps the picture's own light.
    static void AppendShade(IReadOnlyList<float> weights, int rows, int columns, int left, int top, StringBuilder body)
    {
        float largest = Math.Max(weights.Max(), float.Epsilon), height = PanelSide / (float)rows, width = PanelSide / (float)columns;
        for (int cell = 0; cell < weights.Count; cell++)
        {
            float dark = Darkest * (1 - weights[cell] / largest);
            body.Append(CultureInfo.InvariantCulture,
                $"<rect x=\"{left + cell % columns * width:0.##}\" y=\"{top + cell / columns * height:0.##}\" width=\"{width:0.##}\" height=\"{height:0.##}\" fill=\"black\" fill-opacity=\"{dark:0.###}\"><title>{weights[cell]:0.000}</title></rect>\n");
        }
    }

    // Characters that XML does not allow at all become U+FFFD.
    static void AppendText(string text, int x, int y, StringBuilder body) => body.Append(CultureInfo.InvariantCulture,
        $"<text x=\"{x}\" y=\"{y}\">{WebUtility.HtmlEncode(new string([.. text.Select(c => System.Xml.XmlConvert.IsXmlChar(c) || char.IsSurrogate(c) ? c : '\uFFFD')]))}</text>\n");
}
