namespace Unroll.Text;

/// <summary>How far translations share groups of one to six characters with references: chrF2, Popović (2015, 2016), as sacreBLEU computes it.</summary>
public static class ChrF
{
    const int Order = 6;

    // Recall counts twice as much as precision: β² = 4.
    const double SquaredBeta = 4;

    /// <summary>What sacreBLEU calls this way of computing.</summary>
    public const string Signature = "nrefs:1|case:mixed|eff:yes|nc:6|nw:0|space:no";

    /// <summary>chrF2 of a corpus with one reference each, 0 to 100; white space is ignored, letter case counts.</summary>
    /// <param name="translations">As plain text.</param>
    /// <param name="references">As many, as plain text.</param>
    /// <exception cref="ArgumentException">There are not as many references as translations.</exception>
    public static double OfCorpus(IReadOnlyList<string> translations, IReadOnlyList<string> references)
    {
        if (translations.Count != references.Count)
        {
            throw new ArgumentException($"got {translations.Count} translations and {references.Count} references; give one reference for each.", nameof(references));
        }
        long[] left = new long[Order], right = new long[Order], common = new long[Order];
        for (int i = 0; i < translations.Count; i++)
        {
            string[] translation = Characters(translations[i]), reference = Characters(references[i]);
            for (int n = 1; n <= Order; n++)
            {
                NgramMatch match = NgramMatch.Of(translation, reference, n);
                // Where the reference is too short to have such groups, the translation's are not held against it.
                left[n - 1] += match.Reference > 0 ? match.Translation : 0;
                right[n - 1] += match.Reference;
                common[n - 1] += match.Common;
            }
        }
        return Score(left, right, common);
    }

    static double Score(long[] left, long[] right, long[] common)
    {
        double precision = 0, recall = 0;
        int orders = 0;
        for (int n = 0; n < Order; n++)
        {
            if (left[n] == 0 || right[n] == 0) continue;
            precision += common[n] / (double)left[n];
            recall += common[n] / (double)right[n];
            orders++;
        }
        if (precision + recall == 0) return 0;
        (precision, recall) = (precision / orders, recall / orders);
        return 100 * (1 + SquaredBeta) * precision * recall / (SquaredBeta * precision + recall);
    }

    static string[] Characters(string text) => [.. text.EnumerateRunes().Where(rune => !System.Text.Rune.IsWhiteSpace(rune)).Select(rune => rune.ToString())];
}
