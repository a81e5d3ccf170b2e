using System.Text.Json;
using Unroll.Cli.Output;
using Unroll.Tasks;

namespace Unroll.Cli.Tasks.Classification;

/// <summary>How good a classifier is, for a program.</summary>
static class ReportJson
{
    /// <summary>The property "metrics": shares from 0 to 1, losses in nats.</summary>
    internal static void WriteMetrics(this Utf8JsonWriter json, ClassificationReport report)
    {
        json.WriteStartObject("metrics");
        json.Number("accuracy", report.Accuracy);
        json.WriteStartArray("accuracyInterval");
        json.WriteNumberValue(report.AccuracyLow);
        json.WriteNumberValue(report.AccuracyHigh);
        json.WriteEndArray();
        json.Number("macroF1", report.MacroF1);
        json.Number("loss", report.Loss);
        json.WriteStartArray("classes");
        foreach (ClassScore score in report.Classes)
        {
            json.WriteStartObject();
            json.WriteString("label", score.Label);
            json.Number("precision", score.Precision);
            json.Number("recall", score.Recall);
            json.Number("f1", score.F1);
            json.WriteNumber("support", score.Support);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>The property "confusion": a row for each true class, a column for each answer, in the order of the labels.</summary>
    internal static void WriteConfusion(this Utf8JsonWriter json, ClassificationReport report)
    {
        json.WriteStartObject("confusion");
        json.WriteStartArray("labels");
        foreach (ClassScore score in report.Classes) json.WriteStringValue(score.Label);
        json.WriteEndArray();
        json.WriteStartArray("counts");
        foreach (IReadOnlyList<long> row in report.Confusion)
        {
            json.WriteStartArray();
            foreach (long count in row) json.WriteNumberValue(count);
            json.WriteEndArray();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
