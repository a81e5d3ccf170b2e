using Unroll.Text;

namespace Unroll.Tasks.Translation;

/// <summary>How good translations are.</summary>
/// <param name="Bleu">0 to 100, as sacreBLEU computes it with <see cref="BleuScore.Signature"/>.</param>
/// <param name="BleuLowerCase">The same with letter case ignored (case:lc).</param>
/// <param name="ChrF">chrF2, 0 to 100, as sacreBLEU computes it with <see cref="Text.ChrF.Signature"/>.</param>
/// <param name="ExactMatch">Share of translations that are their reference, letter for letter.</param>
/// <param name="WordF1">Mean over the translations of 2 · common words / (words of both), a word counting as often as it occurs.</param>
/// <param name="Loss">Mean cross entropy of the references' units, in nats; null where nobody trained a network.</param>
/// <param name="Perplexity">e to the loss.</param>
/// <param name="Texts">How many were translated.</param>
public sealed record TranslationReport(
    double Bleu, double BleuLowerCase, double ChrF, double ExactMatch, double WordF1, double? Loss, double? Perplexity, int Texts)
{
    /// <summary>Measures translations, wherever they come from.</summary>
    /// <param name="translations">As plain text.</param>
    /// <param name="references">One for each.</param>
    /// <param name="loss">Mean cross entropy of the references, in nats, where known.</param>
    /// <exception cref="ArgumentException">There are no translations, or not as many references.</exception>
    public static TranslationReport Of(IReadOnlyList<string> translations, IReadOnlyList<string> references, double? loss = null)
    {
        if (translations.Count == 0)
        {
            throw new ArgumentException("There are no translations to measure.", nameof(translations));
        }

        double bleu = BleuScore.OfCorpus(translations, references).Score, lower = BleuScore.OfCorpus(translations, references, lowerCase: true).Score;
        double exact = translations.Zip(references).Count(pair => pair.First == pair.Second) / (double)translations.Count;
        double words = translations.Zip(references, F1).Average();
        return new(bleu, lower, Unroll.Text.ChrF.OfCorpus(translations, references), exact, words, loss, loss is null ? null : Math.Exp(loss.Value), translations.Count);
    }

    static double F1(string translation, string reference)
    {
        NgramMatch match = NgramMatch.Of(Words(translation), Words(reference), n: 1);
        return match.Translation + match.Reference == 0 ? 1 : 2.0 * match.Common / (match.Translation + match.Reference);
    }

    static string[] Words(string text) => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
}
