using System.Globalization;
using System.Text.Json;
using Unroll.Cli.Output;
using Unroll.Tasks.Captioning;

namespace Unroll.Cli.Tasks.Captioning;

/// <summary>How good captions are, for a person and for a program.</summary>
static class CaptionText
{
    /// <summary>The measures, beside those of the training caption that suits the whole best, where known.</summary>
    internal static void PrintMetrics(Page page, string heading, CaptionReport report, CaptionReport? nearest)
    {
        page.Heading(heading);
        List<(string, string, string)> facts =
        [
            ("BLEU-4", Points(report.Bleu4), $"{Beside(nearest?.Bleu4, Points)}BLEU-1 to 3: {Points(report.Bleu1)}, {Points(report.Bleu2)}, {Points(report.Bleu3)}"),
            ("CIDEr", Figures.Score(report.Cider), $"{Beside(nearest?.Cider, Figures.Score)}0 to 1, as the paper defines it"),
            ("METEOR", Figures.Score(report.Meteor), $"{Beside(nearest?.Meteor, Figures.Score)}exact and stem matches only"),
            ("exact", Figures.Percent(report.ExactMatch), $"{Beside(nearest?.ExactMatch, Figures.Percent)}word for word a reference"),
        ];
        if (report.Loss is { } loss) facts.Add(("loss", Figures.Nats(loss), "nats a word of the reference"));
        if (report.Focus is { } focus)
        {
            facts.Add(("attention", Figures.Percent(focus.Inside), $"inside what the word names; {Figures.Percent(focus.Uniform)} if it were equal everywhere"));
            facts.Add(("pointing", Figures.Percent(focus.Pointing), $"of {Figures.Count(focus.Words)} words that name something are looked up there most"));
        }
        page.PrintFacts(facts);
    }

    /// <summary>The measures under their names.</summary>
    internal static void WriteMetrics(this Utf8JsonWriter json, string name, CaptionReport report)
    {
        json.WriteStartObject(name);
        json.Number("bleu1", report.Bleu1);
        json.Number("bleu2", report.Bleu2);
        json.Number("bleu3", report.Bleu3);
        json.Number("bleu4", report.Bleu4);
        json.Number("cider", report.Cider);
        json.Number("meteor", report.Meteor);
        json.Number("exactMatch", report.ExactMatch);
        if (report.Loss is { } loss) json.Number("loss", loss);
        if (report.Focus is { } focus)
        {
            json.WriteStartObject("attention");
            json.Number("inside", focus.Inside);
            json.Number("uniform", focus.Uniform);
            json.Number("pointing", focus.Pointing);
            json.WriteNumber("words", focus.Words);
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }

    static string Points(double score) => string.Create(CultureInfo.InvariantCulture, $"{score:0.00}");

    static string Beside(double? nearest, Func<double, string> written) => nearest is { } value ? $"nearest picture {written(value)}; " : "";
}
