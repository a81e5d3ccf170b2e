using Unroll.Cli.Input;
using Unroll.Cli.Output;
using Unroll.Tasks;
using Unroll.Text;

namespace Unroll.Cli.Tasks.Classification;

/// <summary>Measures a classifier on labelled texts.</summary>
static class ClassificationEvaluation
{
    /// <summary>Prints how good the model is, on standard output.</summary>
    /// <param name="folder">The model.</param>
    /// <param name="data">A path, or the name of a data set, of which the test part is taken.</param>
    /// <param name="text">Columns of the text; null: guessed.</param>
    /// <param name="label">Column of the class; null: guessed.</param>
    /// <param name="json">Whether a program reads the result.</param>
    internal static void Run(string folder, string data, IReadOnlyList<string>? text, string? label, bool json)
    {
        TextClassifier classifier = TextClassifier.Load(folder);
        TextDataset dataset = DataSource.LoadPart(data, new(text, label, Classes: classifier.Labels));
        DataText.PrintNotes(dataset);
        ClassificationReport report = classifier.Evaluate(dataset);
        Page page = json ? Page.Remarks : Page.Results;
        ReportText.PrintMetrics(page, $"{folder} on {Figures.Counted(dataset.Count, "text")} of {dataset.Source}", report, compared: null);
        ReportText.PrintConfusion(page, report);
        if (!json) return;
        JsonText.Print(line =>
        {
            line.WriteString("task", ClassificationTask.TaskName);
            line.WriteString("model", folder);
            line.WriteString("data", dataset.Source);
            line.WriteNumber("texts", dataset.Count);
            line.WriteMetrics(report);
            line.WriteConfusion(report.Classes, report.Confusion);
        });
    }
}
