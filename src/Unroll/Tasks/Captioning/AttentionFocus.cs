namespace Unroll.Tasks.Captioning;

/// <summary>How well attention finds what a word names, where its place is known. The cells of an object are those that its box touches.</summary>
/// <param name="Inside">Mean share of a word's attention on the cells of what it names.</param>
/// <param name="Uniform">The same for attention that is equal everywhere: the share of such cells.</param>
/// <param name="Pointing">Share of words whose most attended cell is one of them.</param>
/// <param name="Words">Words that name something.</param>
public sealed record AttentionFocus(double Inside, double Uniform, double Pointing, int Words);

/// <summary>Adds up the attention of words.</summary>
/// <param name="gridSide">Cells in each direction.</param>
/// <param name="side">Pixels in each direction.</param>
sealed class FocusSum(int gridSide, int side)
{
    double inside, uniform, pointing;
    int words;

    /// <summary>The means; null where there was no word.</summary>
    internal AttentionFocus? Mean => words == 0 ? null : new(inside / words, uniform / words, pointing / words, words);

    /// <summary>Adds a word.</summary>
    /// <param name="weights">Of the cells in reading order.</param>
    /// <param name="places">What the word names; none for a word that names nothing, which is not counted.</param>
    internal void Add(ReadOnlySpan<float> weights, IReadOnlyList<PictureBox> places)
    {
        if (places.Count == 0)
        {
            return;
        }

        int cells = 0, best = 0;
        double sum = 0;
        for (int cell = 0; cell < weights.Length; cell++)
        {
            bool isInside = Touches(cell, places);
            cells += isInside ? 1 : 0;
            sum += isInside ? weights[cell] : 0;
            best = weights[cell] > weights[best] ? cell : best;
        }

        (inside, uniform, pointing, words) = (inside + sum, uniform + cells / (double)weights.Length, pointing + (Touches(best, places) ? 1 : 0), words + 1);
    }

    bool Touches(int cell, IReadOnlyList<PictureBox> places)
    {
        float size = side / (float)gridSide, left = cell % gridSide * size, top = cell / gridSide * size;
        foreach (PictureBox box in places)
        {
            if (box.Left < left + size && box.Right > left && box.Top < top + size && box.Bottom > top)
            {
                return true;
            }
        }

        return false;
    }
}
