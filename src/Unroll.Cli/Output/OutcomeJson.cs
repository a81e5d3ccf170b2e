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
        json.WriteString("measuredOn", outcome.MeasuredOn);
        json.WriteNumber("texts", outcome.Texts);
        json.WriteMetrics(outcome.Report);
        json.WriteStartObject("baselines");
        json.Number("majority", outcome.Baselines.Majority);
        json.Number("bagOfWords", outcome.Baselines.BagOfWords);
        json.WriteEndObject();
        json.WriteNumber("epochs", outcome.Epochs);
        json.WriteNumber("tokens", outcome.Tokens);
        json.Number("seconds", outcome.Time.TotalSeconds);
        json.Number("tokensPerSecond", outcome.TokensPerSecond);
        json.WriteConfusion(outcome.Report);
    });
}
