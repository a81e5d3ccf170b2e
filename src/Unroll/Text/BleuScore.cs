using System.Text.RegularExpressions;

namespace Unroll.Text;

/// <summary>How far translations share their words and word groups with references: Papineni et al. (2002), as sacreBLEU computes it.</summary>
/// <param name="Score">0 to 100.</param>
/// <param name="Precisions">Of groups of 1, 2, 3 and 4 words, 0 to 100, smoothed.</param>
/// <param name="BrevityPenalty">1 where the translations are not shorter than the references.</param>
/// <param name="TranslationLength">Words of all translations.</param>
/// <param name="ReferenceLength">Words of all references.</param>
public sealed partial record BleuScore(double Score, IReadOnlyList<double> Precisions, double BrevityPenalty, long TranslationLength, long ReferenceLength)
{
    const int Order = 4;

    /// <summary>What sacreBLEU calls this way of computing.</summary>
    public const string Signature = "nrefs:1|case:mixed|eff:no|tok:13a|smooth:exp";

    /// <summary>BLEU of a corpus with one reference each: letter case counts, tokens of mteval-v13a, exponential smoothing.</summary>
    /// <param name="translations">As plain text.</param>
    /// <param name="references">As many, as plain text.</param>
    /// <param name="lowerCase">Whether letter case is ignored (case:lc).</param>
    /// <exception cref="ArgumentException">There are not as many references as translations.</exception>
    public static BleuScore OfCorpus(IReadOnlyList<string> translations, IReadOnlyList<string> references, bool lowerCase = false)
    {
        if (translations.Count != references.Count)
        {
            throw new ArgumentException($"got {translations.Count} translations and {references.Count} references; give one reference for each.", nameof(references));
        }
        return OfCorpus(translations, [.. references.Select(reference => (IReadOnlyList<string>)[reference])], lowerCase);
    }

    /// <summary>BLEU of a corpus with any number of references each: a group counts as often as in the reference that has it most often, and the
    /// reference of the closest length (the shorter of two) says how long a translation should be.</summary>
    /// <param name="translations">As plain text.</param>
    /// <param name="references">For each translation one or more, as plain text.</param>
    /// <param name="lowerCase">Whether letter case is ignored (case:lc).</param>
    /// <exception cref="ArgumentException">There are not as many sets of references as translations, or one is empty.</exception>
    public static BleuScore OfCorpus(IReadOnlyList<string> translations, IReadOnlyList<IReadOnlyList<string>> references, bool lowerCase = false)
    {
        ReferenceSets.Require(translations, references);
        long[] matches = new long[Order], totals = new long[Order];
        long length = 0, referenceLength = 0;
        for (int i = 0; i < translations.Count; i++)
        {
            string[] words = Tokens(translations[i], lowerCase);
            string[][] set = [.. references[i].Select(reference => Tokens(reference, lowerCase))];
            length += words.Length;
            referenceLength += set.Select(reference => reference.Length).OrderBy(size => Math.Abs(size - words.Length)).ThenBy(size => size).First();
            for (int n = 1; n <= Order; n++)
            {
                matches[n - 1] += NgramMatch.InCommon(words, set, n);
                totals[n - 1] += NgramMatch.Groups(words, n);
            }
        }
        return From(matches, totals, length, referenceLength);
    }

    /// <summary>The score of groups of up to so many words: BLEU-1, BLEU-2, and so on, 0 to 100.</summary>
    /// <param name="order">From 1 to 4.</param>
    public double ScoreUpTo(int order) =>
        Precisions.Take(order).All(p => p > 0) ? BrevityPenalty * Math.Exp(Precisions.Take(order).Sum(Math.Log) / order) : 0;

    /// <summary>The score in one line, as sacreBLEU prints it.</summary>
    public override string ToString() => string.Create(System.Globalization.CultureInfo.InvariantCulture,
        $"BLEU = {Score:F2} {string.Join('/', Precisions.Select(p => p.ToString("F1", System.Globalization.CultureInfo.InvariantCulture)))} (BP = {BrevityPenalty:F3} hyp_len = {TranslationLength} ref_len = {ReferenceLength})");

    static BleuScore From(long[] matches, long[] totals, long length, long referenceLength)
    {
        double brevity = length >= referenceLength ? 1 : length > 0 ? Math.Exp(1 - referenceLength / (double)length) : 0;
        double[] precisions = new double[Order];
        double logarithms = 0, smoothing = 1;
        for (int n = 0; n < Order && matches.Any(count => count > 0); n++)
        {
            if (totals[n] == 0) break;
            // Each order without a match counts as half of what the one before it would have.
            if (matches[n] == 0) smoothing *= 2;
            precisions[n] = matches[n] == 0 ? 100 / (smoothing * totals[n]) : 100.0 * matches[n] / totals[n];
            logarithms += Math.Log(precisions[n]);
        }
        double score = precisions.All(p => p > 0) ? brevity * Math.Exp(logarithms / Order) : 0;
        return new(score, precisions, brevity, length, referenceLength);
    }

    /// <summary>The tokens of mteval-v13a: marks stand alone, but a full stop or comma between digits does not.</summary>
    internal static string[] Tokens(string text, bool lowerCase = false)
    {
        text = (lowerCase ? text.ToLowerInvariant() : text).TrimEnd();
        text = text.Replace("<skipped>", "", StringComparison.Ordinal).Replace("-\n", "", StringComparison.Ordinal).Replace('\n', ' ');
        text = text.Replace("&quot;", "\"", StringComparison.Ordinal).Replace("&amp;", "&", StringComparison.Ordinal)
            .Replace("&lt;", "<", StringComparison.Ordinal).Replace("&gt;", ">", StringComparison.Ordinal);
        text = Marks.Replace($" {text} ", " $1 ");
        text = AfterOther.Replace(text, "$1 $2 ");
        text = BeforeOther.Replace(text, " $1 $2");
        text = DashAfterDigit.Replace(text, "$1 $2 ");
        return text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
    }

    [GeneratedRegex(@"([\{-\~\[-\` -\&\(-\+\:-\@\/])")]
    static partial Regex Marks { get; }

    [GeneratedRegex(@"([^0-9])([\.,])", RegexOptions.Singleline)]
    static partial Regex AfterOther { get; }

    [GeneratedRegex(@"([\.,])([^0-9])", RegexOptions.Singleline)]
    static partial Regex BeforeOther { get; }

    [GeneratedRegex("([0-9])(-)")]
    static partial Regex DashAfterDigit { get; }
}
