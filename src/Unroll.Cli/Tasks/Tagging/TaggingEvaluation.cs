using Unroll.Cli.Output;
using Unroll.Tasks.Tagging;
using Unroll.Text;

namespace Unroll.Cli.Tasks.Tagging;

/// <summary>Measures a tagger on sentences whose tags are known.</summary>
static class TaggingEvaluation
{
    /// <summary>Prints how good the model is, on standard output.</summary>
    /// <param name="folder">The model.</param>
    /// <param name="data">A file, or the name of a data set, of which the test part is taken.</param>
    /// <param name="columns">Which columns hold words and tags.</param>
    /// <param name="json">Whether a program reads the result.</param>
    internal static void Run(string folder, string data, ColumnChoice columns, bool json)
    {
        SequenceTagger tagger = SequenceTagger.Load(folder);
        TaggedDataset sentences = TaggingData.LoadPart(data, columns);
        TaggingText.PrintNotes(sentences);
        TaggingReport report = tagger.Evaluate(sentences);
        TaggingText.PrintMetrics(json ? Page.Remarks : Page.Results, $"{folder} on {Figures.Counted(sentences.Count, "sentence")} of {sentences.Source}", report, baseline: null);
        if (!json) return;
        JsonText.Print(line =>
        {
            line.WriteString("task", TaggingTask.TaskName);
            line.WriteString("model", folder);
            line.WriteString("data", sentences.Source);
            line.WriteNumber("sentences", sentences.Count);
            line.WriteMetrics(report);
            line.WriteConfusion(report.Tags, report.Confusion);
        });
    }
}
