using System.CommandLine;
using Unroll.Cli.Input;
using Unroll.Cli.Output;
using Unroll.Cli.Tasks.Classification;
using Unroll.Tasks;
using Unroll.Text;

namespace Unroll.Cli.Commands;

/// <summary>Measures a trained model on labelled data.</summary>
sealed class EvaluateCommand : ToolCommand
{
    readonly Argument<string> model = new("MODEL") { Description = "Folder of a trained model." };
    readonly Argument<string> data = new("DATA") { Description = "Labelled data: a file, a folder, or the name of a data set, of which the test part is taken." };
    readonly ColumnArguments columns = new();
    readonly Option<bool> json = SharedOptions.Json("one object: task, model, metrics, confusion");

    internal EvaluateCommand() : base("evaluate", "Measure a trained model on labelled data.",
        "unroll evaluate sentiment test.csv",
        "unroll evaluate sentiment test.csv --text Review --label Sentiment --json",
        "unroll evaluate dotnet-docs dotnet-docs")
    {
        Add(model);
        Add(data);
        foreach (Option option in columns.Options) Add(option);
        Add(json);
        SetAction(Run);
    }

    int Run(ParseResult parse)
    {
        string folder = parse.GetRequiredValue(model);
        TextClassifier classifier = TextClassifier.Load(folder);
        TextDatasetOptions options = new(columns.Text(parse), columns.Label(parse), Classes: classifier.Labels);
        TextDataset dataset = DataSource.LoadPart(parse.GetRequiredValue(data), options);
        DataText.PrintNotes(dataset);
        ClassificationReport report = classifier.Evaluate(dataset);
        Page page = parse.GetValue(json) ? Page.Remarks : Page.Results;
        ReportText.PrintMetrics(page, $"{folder} on {Figures.Counted(dataset.Count, "text")} of {dataset.Source}", report, compared: null);
        ReportText.PrintConfusion(page, report);
        if (parse.GetValue(json))
        {
            JsonText.Print(line =>
            {
                line.WriteString("task", "classify");
                line.WriteString("model", folder);
                line.WriteString("data", dataset.Source);
                line.WriteNumber("texts", dataset.Count);
                line.WriteMetrics(report);
                line.WriteConfusion(report);
            });
        }
        return ExitCode.Done;
    }
}
