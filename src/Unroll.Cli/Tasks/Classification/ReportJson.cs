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
        json.WriteClasses("classes", report.Classes);
        json.WriteEndObject();
    }
}
