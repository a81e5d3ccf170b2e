using System.Globalization;
using System.Text.Json;
using Unroll.Cli.Output;
using Unroll.Tasks.Translation;
using Unroll.Text;

namespace Unroll.Cli.Tasks.Translation;

/// <summary>How good translations are, for a person and for a program.</summary>
static class TranslationText
{
    /// <summary>The measures, beside those of the nearest training text's translation where known.</summary>
    internal static void PrintMetrics(Page page, string heading, TranslationReport report, TranslationReport? nearest)
    {
        page.Heading(heading);
        List<(string, string, string)> facts =
        [
            ("BLEU", Points(report.Bleu), $"{Beside(nearest?.Bleu, Points)}{BleuScore.Signature}"),
            ("BLEU, lower case", Points(report.BleuLowerCase), $"{Beside(nearest?.BleuLowerCase, Points)}case:lc"),
            ("chrF2", Points(report.ChrF), $"{Beside(nearest?.ChrF, Points)}{ChrF.Signature}"),
            ("exact", Figures.Percent(report.ExactMatch), $"{Beside(nearest?.ExactMatch, Figures.Percent)}letter for letter the reference"),
            ("word F1", Figures.Score(report.WordF1), $"{Beside(nearest?.WordF1, Figures.Score)}mean over the texts"),
        ];
        if (report is { Loss: { } loss, Perplexity: { } perplexity })
        {
            facts.Add(("loss", Figures.Nats(loss), string.Create(CultureInfo.InvariantCulture, $"nats a unit of the reference, perplexity {perplexity:0.00}")));
        }
        page.PrintFacts(facts);
    }

    /// <summary>The measures under their names.</summary>
    internal static void WriteMetrics(this Utf8JsonWriter json, string name, TranslationReport report)
    {
        json.WriteStartObject(name);
        json.Number("bleu", report.Bleu);
        json.Number("bleuLowerCase", report.BleuLowerCase);
        json.Number("chrF", report.ChrF);
        json.Number("exactMatch", report.ExactMatch);
        json.Number("wordF1", report.WordF1);
        if (report is { Loss: { } loss, Perplexity: { } perplexity })
        {
            json.Number("loss", loss);
            json.Number("perplexity", perplexity);
        }
        json.WriteEndObject();
    }

    static string Points(double score) => string.Create(CultureInfo.InvariantCulture, $"{score:0.00}");

    static string Beside(double? nearest, Func<double, string> written) => nearest is { } value ? $"nearest neighbour {written(value)}; " : "";
}
