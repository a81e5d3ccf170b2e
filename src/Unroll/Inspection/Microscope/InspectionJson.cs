using System.Text.Json;
using Unroll.Tasks.Translation;

namespace Unroll.Inspection.Microscope;

/// <summary>An inspection as JSON. Written by hand: generated code for as many records would take a fortieth of the executable that is compiled ahead of time.</summary>
static class InspectionJson
{
    internal static void Write(Utf8JsonWriter json, TextInspection seen)
    {
        json.WriteStartObject();
        json.WriteString("task", seen.Task);
        json.WriteString("model", seen.Model);
        json.WriteString("text", seen.Text);
        json.WriteBoolean("isCut", seen.IsCut);
        WriteArray(json, "tokens", seen.Tokens, WriteToken);
        WriteAnswer(json, seen.Answer);
        WriteArray(json, "alternatives", seen.Alternatives, WriteAlternative);
        WriteContributions(json, seen.Contributions);
        WriteArray(json, "layers", seen.Layers, WriteLayer);
        WriteArray(json, "units", seen.Units, WriteUnit);
        WriteAttention(json, seen.Attention);
        json.WriteEndObject();
    }

    static void WriteToken(Utf8JsonWriter json, InspectedToken token)
    {
        json.WriteString("text", token.Text);
        json.WriteBoolean("isKnown", token.IsKnown);
        json.WriteString("answer", token.Answer);
        WriteNumber(json, "probability", token.Probability);
        WriteNumber(json, "surprise", token.Surprise);
    }

    static void WriteAnswer(Utf8JsonWriter json, InspectedAnswer answer)
    {
        json.WriteStartObject("answer");
        json.WriteString("text", answer.Text);
        WriteNumber(json, "word", answer.Word);
        json.WriteString("measure", answer.Measure == AnswerMeasure.Logit ? nameof(AnswerMeasure.Logit) : nameof(AnswerMeasure.LogProbability));
        WriteNumber(json, "score", answer.Score);
        WriteNumber(json, "probability", answer.Probability);
        json.WriteEndObject();
    }

    static void WriteAlternative(Utf8JsonWriter json, ScoredAnswer answer)
    {
        json.WriteString("text", answer.Text);
        WriteNumber(json, "probability", answer.Probability);
    }

    static void WriteContributions(Utf8JsonWriter json, TokenContributions contributions)
    {
        json.WriteStartObject("contributions");
        WriteNumbers(json, "gradientTimesInput", contributions.GradientTimesInput);
        WriteNumbers(json, "integratedGradients", contributions.IntegratedGradients);
        json.WriteStartArray("leaveOneOut");
        foreach (float? loss in contributions.LeaveOneOut)
        {
            WriteNumber(json, name: null, loss);
        }

        json.WriteEndArray();
        WriteNumber(json, "baselineScore", contributions.BaselineScore);
        json.WriteNumber("integrationSteps", contributions.IntegrationSteps);
        WriteNumber(json, "completenessGap", contributions.CompletenessGap);
        json.WriteEndObject();
    }

    static void WriteLayer(Utf8JsonWriter json, InspectedLayer layer)
    {
        json.WriteNumber("layer", layer.Layer);
        json.WriteBoolean("isReverse", layer.IsReverse);
        WriteArray(json, "signals", layer.Signals, WriteSignal);
    }

    static void WriteSignal(Utf8JsonWriter json, LayerSignal signal)
    {
        json.WriteString("name", signal.Name);
        json.WriteBoolean("isGate", signal.IsGate);
        WriteRows(json, "values", signal.Values);
        WriteNumbers(json, "means", signal.Means);
    }

    static void WriteUnit(Utf8JsonWriter json, UnitReading unit)
    {
        json.WriteNumber("layer", unit.Layer);
        json.WriteBoolean("isReverse", unit.IsReverse);
        json.WriteNumber("unit", unit.Unit);
        WriteNumber(json, "movement", unit.Movement);
        WriteArray(json, "rises", unit.Rises, WriteMove);
        WriteArray(json, "falls", unit.Falls, WriteMove);
    }

    static void WriteMove(Utf8JsonWriter json, UnitMove move)
    {
        json.WriteString("token", move.Token);
        WriteNumber(json, "change", move.Change);
        json.WriteNumber("count", move.Count);
    }

    static void WriteAttention(Utf8JsonWriter json, Alignment? attention)
    {
        if (attention is null)
        {
            json.WriteNull("attention");
            return;
        }

        json.WriteStartObject("attention");
        WriteWords(json, "source", attention.Source);
        WriteWords(json, "target", attention.Target);
        WriteRows(json, "weights", attention.Weights);
        json.WriteEndObject();
    }

    static void WriteArray<T>(Utf8JsonWriter json, string name, IReadOnlyList<T> items, Action<Utf8JsonWriter, T> content) where T : class
    {
        json.WriteStartArray(name);
        foreach (T item in items)
        {
            json.WriteStartObject();
            content(json, item);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    static void WriteWords(Utf8JsonWriter json, string name, IReadOnlyList<string> words)
    {
        json.WriteStartArray(name);
        foreach (string word in words)
        {
            json.WriteStringValue(word);
        }

        json.WriteEndArray();
    }

    static void WriteRows(Utf8JsonWriter json, string name, IReadOnlyList<IReadOnlyList<float>> rows)
    {
        json.WriteStartArray(name);
        foreach (IReadOnlyList<float> row in rows)
        {
            WriteNumbers(json, name: null, row);
        }

        json.WriteEndArray();
    }

    static void WriteNumbers(Utf8JsonWriter json, string? name, IReadOnlyList<float> numbers)
    {
        if (name is not null)
        {
            json.WritePropertyName(name);
        }

        json.WriteStartArray();
        foreach (float number in numbers)
        {
            WriteNumber(json, name: null, number);
        }

        json.WriteEndArray();
    }

    /// <summary>A number, or null where there is none and where JSON has no word for it.</summary>
    static void WriteNumber(Utf8JsonWriter json, string? name, float? number)
    {
        if (name is not null)
        {
            json.WritePropertyName(name);
        }

        if (number is { } value && float.IsFinite(value))
        {
            json.WriteNumberValue(value);
        }
        else
        {
            json.WriteNullValue();
        }
    }
}
