using System.Text.Json;
using Unroll.Cli.Runs;

namespace Unroll.Cli.Output;

/// <summary>How a training run ended, for a program.</summary>
static class OutcomeJson
{
    internal static void Print(TrainingOutcome outcome, string model) => JsonText.Print(json =>
    {
        json.WriteString("task", "classify");
        json.WriteString("model", model);
        json.WriteString("data", outcome.Data);
        if (outcome.Measurement is { } measured) Write(json, measured);
        else json.WriteNull("metrics");
        json.WriteNumber("epochs", outcome.Epochs);
        json.WriteNumber("tokens", outcome.Tokens);
        json.Number("seconds", outcome.Time.TotalSeconds);
        json.Number("tokensPerSecond", outcome.TokensPerSecond);
    });

    static void Write(Utf8JsonWriter json, Measurement measured)
    {
        json.WriteString("measuredOn", measured.Part);
        json.WriteNumber("texts", measured.Texts);
        json.WriteMetrics(measured.Report);
        json.WriteStartObject("baselines");
        json.Number("majority", measured.Majority);
        json.Number("bagOfWords", measured.BagOfWords);
        json.WriteEndObject();
        json.WriteConfusion(measured.Report);
    }
}
