using Unroll.Cli.Runs;

namespace Unroll.Cli.Output;

/// <summary>How a training run ended, and what to do next, for a person.</summary>
static class OutcomeText
{
    internal static void Print(TrainingOutcome outcome, string model, string example)
    {
        ReportText.PrintMetrics($"Measured on {Figures.Counted(outcome.Texts, $"{outcome.MeasuredOn} text")} of {outcome.Data}", outcome.Report, outcome.Baselines);
        ReportText.PrintConfusion(outcome.Report);
        Tables.Heading("The run");
        Tables.PrintFacts(
        [
            ("time", Figures.Duration(outcome.Time), Figures.Counted(outcome.Epochs, "epoch")),
            ("speed", Figures.Short(outcome.TokensPerSecond), $"tokens a second, {Figures.Short(outcome.Tokens)} in all"),
        ]);
        Console.Error.WriteLine();
        Messages.Say($"Saved in {model}. Next:");
        Messages.Say($"  {CommandName.Written("predict", model, example)}");
        Messages.Say($"  {CommandName.Written("evaluate", model, outcome.Data)}");
    }
}
