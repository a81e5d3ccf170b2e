using System.Text.Json;
using Unroll.Cli.Output;
using Unroll.Tasks.Tagging;

namespace Unroll.Cli.Tasks.Tagging;

/// <summary>How good a tagger is, for a program.</summary>
static class TaggingJson
{
    /// <summary>The property "metrics": shares from 0 to 1, losses in nats; what the data does not have is left out.</summary>
    internal static void WriteMetrics(this Utf8JsonWriter json, TaggingReport report)
    {
        json.WriteStartObject("metrics");
        json.Number("accuracy", report.Accuracy);
        json.WriteStartArray("accuracyInterval");
        json.WriteNumberValue(report.AccuracyLow);
        json.WriteNumberValue(report.AccuracyHigh);
        json.WriteEndArray();
        if (report.UnseenAccuracy is { } unseen) json.Number("unseenAccuracy", unseen);
        json.WriteNumber("unseenWords", report.UnseenWords);
        json.WriteNumber("words", report.Words);
        if (report.Loss is { } loss) json.Number("loss", loss);
        if (report.Spans is { } spans)
        {
            json.WriteScores(spans);
            json.WriteStartArray("spanTypes");
            foreach (SpanScore type in report.SpanTypes)
            {
                json.WriteStartObject();
                json.WriteString("type", type.Type);
                json.WriteScores(type);
                json.WriteEndObject();
            }
            json.WriteEndArray();
        }
        json.WriteClasses("tags", report.Tags);
        json.WriteEndObject();
    }

    static void WriteScores(this Utf8JsonWriter json, SpanScore spans)
    {
        json.Number("precision", spans.Precision);
        json.Number("recall", spans.Recall);
        json.Number("f1", spans.F1);
        json.WriteNumber("support", spans.Support);
    }
}
