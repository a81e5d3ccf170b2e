using System.Text.Json;
using Unroll.Cli.Output;
using Unroll.Tasks.Generation;

namespace Unroll.Cli.Tasks.Generation;

/// <summary>How well a model foresees a text, for a person and for a program.</summary>
static class LanguageText
{
    /// <summary>Perplexity, bits per character and loss, beside what counting achieves.</summary>
    internal static void Print(Page page, string heading, LanguageReport report, (int Length, LanguageReport Report)? counted)
    {
        page.Heading(heading);
        List<(string, string, string)> facts =
        [
            ("perplexity", Figures.Score(report.Perplexity), $"of {Figures.Counted(report.Tokens, "token")}: as hard to foresee as so many equally likely ones"),
            ("bits per character", Figures.Score(report.BitsPerCharacter), $"of {Figures.Counted(report.Characters, "character")}: comparable whatever the tokens are"),
            ("loss", Figures.Nats(report.Loss), "nats a token"),
        ];
        if (counted is var (length, baseline))
        {
            facts.Add(($"{length}-grams", Figures.Score(baseline.Perplexity), $"perplexity of counting; {Figures.Score(baseline.BitsPerCharacter)} bits per character"));
        }
        if (report.UnknownTokens > 0)
        {
            facts.Add(("unknown tokens", Figures.Count(report.UnknownTokens), "count as one token, which makes the text look easier"));
        }
        page.PrintFacts(facts);
    }

    /// <summary>The property "metrics".</summary>
    internal static void WriteMetrics(this Utf8JsonWriter json, LanguageReport report)
    {
        json.WriteStartObject("metrics");
        json.Number("perplexity", report.Perplexity);
        json.Number("bitsPerCharacter", report.BitsPerCharacter);
        json.Number("loss", report.Loss);
        json.WriteNumber("tokens", report.Tokens);
        json.WriteNumber("characters", report.Characters);
        json.WriteNumber("unknownTokens", report.UnknownTokens);
        json.WriteEndObject();
    }
}
