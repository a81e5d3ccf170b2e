using Unroll.Cli.Output;
using Unroll.Tasks.Generation;
using Unroll.Text;

namespace Unroll.Cli.Tasks.Generation;

/// <summary>Measures a generator on a text.</summary>
static class GenerationEvaluation
{
    /// <summary>Prints how well the model foresees the text, on standard output.</summary>
    /// <param name="folder">The model.</param>
    /// <param name="data">Files, or the name of a data set, of which the test part is taken.</param>
    /// <param name="json">Whether a program reads the result.</param>
    internal static void Run(string folder, IReadOnlyList<string> data, bool json)
    {
        TextGenerator generator = TextGenerator.Load(folder);
        TextCorpus text = GenerationData.LoadPart(data);
        LanguageReport report = generator.Evaluate(text);
        LanguageText.Print(json ? Page.Remarks : Page.Results, $"{folder} on {text.Source}", report, counted: null);
        if (!json) return;
        JsonText.Print(line =>
        {
            line.WriteString("task", GenerationTask.TaskName);
            line.WriteString("model", folder);
            line.WriteString("data", text.Source);
            line.WriteMetrics(report);
        });
    }
}
