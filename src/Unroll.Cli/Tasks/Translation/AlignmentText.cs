using System.Globalization;
using System.Text;
using Unroll.Cli.Output;
using Unroll.Tasks.Translation;

namespace Unroll.Cli.Tasks.Translation;

/// <summary>Attention as a table of text: a row a written unit, a column a source unit, hundredths in the cells.</summary>
static class AlignmentText
{
    // Less is not worth a look.
    const float Least = 0.05f;
    const int CellWidth = 4;

    /// <summary>The table. Where the source's units do not fit above their columns, numbers stand there, and the units follow below.</summary>
    /// <param name="alignment">The attention.</param>
    /// <param name="width">Characters in a line.</param>
    internal static string Of(Alignment alignment, int width)
    {
        string[] source = [.. alignment.Source.Select(Shown)], target = [.. alignment.Target.Select(Shown)];
        int left = target.Max(word => word.Length);
        int[] wide = [.. source.Select(word => Math.Max(CellWidth, word.Length + 2))];
        bool named = left + wide.Sum() <= width;
        if (!named) Array.Fill(wide, CellWidth);
        StringBuilder table = new();
        table.Append(' ', left);
        for (int j = 0; j < source.Length; j++) table.Append((named ? source[j] : (j + 1).ToString(CultureInfo.InvariantCulture)).PadLeft(wide[j]));
        table.Append('\n');
        for (int i = 0; i < target.Length; i++)
        {
            StringBuilder row = new(target[i].PadRight(left));
            for (int j = 0; j < source.Length; j++) row.Append(Cell(alignment.Weights[i][j]).PadLeft(wide[j]));
            table.Append(row.ToString().TrimEnd()).Append('\n');
        }
        if (!named) table.AppendJoin("  ", source.Select((word, j) => string.Create(CultureInfo.InvariantCulture, $"{j + 1} {word}"))).Append('\n');
        return table.ToString();
    }

    static string Cell(float weight) => weight < Least ? "." : ((int)MathF.Round(100 * weight)).ToString(CultureInfo.InvariantCulture);

    static string Shown(string unit) => Messages.OneLine(unit).Trim() is { Length: > 0 } text ? text : "_";
}
