using System.Globalization;
using System.Net;
using System.Text;

namespace Unroll.Tasks.Translation;

/// <summary>Attention as a drawing: source units from left to right, translated units downwards, the darker the more attention.</summary>
public static class AlignmentSvg
{
    const int Cell = 26, Font = 13, CharacterWidth = 8, Gap = 30;

    /// <summary>An SVG document with one matrix below the other.</summary>
    /// <param name="alignments">What to draw.</param>
    public static string Draw(IReadOnlyList<Alignment> alignments)
    {
        StringBuilder body = new();
        int top = Gap, width = 0;
        foreach (Alignment alignment in alignments)
        {
            int left = Widest(alignment.Target) + Cell, head = Widest(alignment.Source) + Cell;
            AppendMatrix(alignment, left, top + head, body);
            top += head + Cell * alignment.Target.Count + Gap;
            // The words above the columns lean to the right.
            width = Math.Max(width, left + Cell * alignment.Source.Count + head);
        }

        return string.Create(CultureInfo.InvariantCulture,
            $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{top}\" viewBox=\"0 0 {width} {top}\" font-family=\"sans-serif\" font-size=\"{Font}\">\n<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n{body}</svg>\n");
    }

    static void AppendMatrix(Alignment alignment, int left, int top, StringBuilder body)
    {
        for (int column = 0; column < alignment.Source.Count; column++)
        {
            int x = left + Cell * column + Cell / 2;
            body.Append(CultureInfo.InvariantCulture, $"<text x=\"{x}\" y=\"{top - 6}\" transform=\"rotate(-60 {x} {top - 6})\">{Escaped(alignment.Source[column])}</text>\n");
        }

        for (int row = 0; row < alignment.Target.Count; row++)
        {
            int y = top + Cell * row;
            body.Append(CultureInfo.InvariantCulture, $"<text x=\"{left - 6}\" y=\"{y + Cell / 2 + Font / 3}\" text-anchor=\"end\">{Escaped(alignment.Target[row])}</text>\n");
            for (int column = 0; column < alignment.Source.Count; column++)
            {
                float weight = alignment.Weights[row][column];
                string label = string.Create(CultureInfo.InvariantCulture, $"{alignment.Target[row].Trim()} / {alignment.Source[column].Trim()}: {weight:0.000}");
                body.Append(CultureInfo.InvariantCulture,
                    $"<rect x=\"{left + Cell * column}\" y=\"{y}\" width=\"{Cell}\" height=\"{Cell}\" fill=\"#1f4e8c\" fill-opacity=\"{weight:0.###}\" stroke=\"#ccc\"><title>{Escaped(label)}</title></rect>\n");
            }
        }
    }

    static int Widest(IReadOnlyList<string> words) => CharacterWidth * words.Max(word => word.Length);

    // Characters that XML does not allow at all, such as control characters in a text, become U+FFFD.
    static string Escaped(string text) =>
        WebUtility.HtmlEncode(new string([.. text.Trim().Select(c => System.Xml.XmlConvert.IsXmlChar(c) || char.IsSurrogate(c) ? c : '\uFFFD')]));
}
