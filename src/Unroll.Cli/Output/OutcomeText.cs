using Unroll.Cli.Runs;

namespace Unroll.Cli.Output;

/// <summary>How a training run ended, and what to do next, for a person.</summary>
static class OutcomeText
{
    /// <summary>Prints it on standard error.</summary>
    /// <param name="outcome">What the run came to.</param>
    /// <param name="model">The model folder.</param>
    /// <param name="example">A text to try the model with.</param>
    /// <param name="testData">Data of its own that was tested with; null if the test part was cut off.</param>
    internal static void Print(TrainingOutcome outcome, string model, string example, string? testData)
    {
        Page page = Page.Remarks;
        if (outcome.Measurement is { } measured)
        {
            ReportText.PrintMetrics(page, $"Measured on {Figures.Counted(measured.Texts, $"{measured.Part} text")} of {outcome.Data}", measured.Report, measured);
            ReportText.PrintConfusion(page, measured.Report);
        }
        else
        {
            page.Say("Nothing was held out, so the model was not measured.");
        }
        page.Heading("The run");
        page.PrintFacts(
        [
            ("time", Figures.Duration(outcome.Time), Figures.Counted(outcome.Epochs, "epoch")),
            ("speed", Figures.Short(outcome.TokensPerSecond), $"tokens a second, {Figures.Short(outcome.Tokens)} in all"),
        ]);
        page.Heading($"Saved in {model}. Next:");
        page.Command(CommandName.Written("predict", model, example));
        page.Command(testData is null ? $"{CommandName.Written("predict", model, "--json")} < lines.txt" : CommandName.Written("evaluate", model, testData));
    }
}
