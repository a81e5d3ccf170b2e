using System.Text.Json;
using Unroll.Tasks;

namespace Unroll.Cli.Output;

/// <summary>How each class fared and what was taken for what, for a program.</summary>
static class ConfusionJson
{
    /// <summary>An array with an object for each class.</summary>
    internal static void WriteClasses(this Utf8JsonWriter json, string name, IReadOnlyList<ClassScore> classes)
    {
        json.WriteStartArray(name);
        foreach (ClassScore score in classes)
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
    }

    /// <summary>The property "confusion": a row for each true class, a column for each answer, in the order of the labels.</summary>
    internal static void WriteConfusion(this Utf8JsonWriter json, IReadOnlyList<ClassScore> classes, IReadOnlyList<IReadOnlyList<long>> confusion)
    {
        json.WriteStartObject("confusion");
        json.WriteStartArray("labels");
        foreach (ClassScore score in classes) json.WriteStringValue(score.Label);
        json.WriteEndArray();
        json.WriteStartArray("counts");
        foreach (IReadOnlyList<long> row in confusion)
        {
            json.WriteStartArray();
            foreach (long count in row) json.WriteNumberValue(count);
            json.WriteEndArray();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
