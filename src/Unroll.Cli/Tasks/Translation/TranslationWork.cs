using System.Text.Json;
using Unroll.Cli.Output;
using Unroll.Cli.Runs;
using Unroll.Tasks.Decoding;
using Unroll.Tasks.Translation;
using Unroll.Text;
using Unroll.Training;

namespace Unroll.Cli.Tasks.Translation;

/// <summary>Training a translator, from the pairs to the measured model.</summary>
sealed class TranslationWork(TranslationRequest request) : TrainingWork
{
    const int LongestExample = 70;

    // Set by Load, Train and MeasureAndSave, which come in this order.
    TranslationData data = null!;
    Translator translator = null!;
    TranslationReport report = null!, nearest = null!;

    internal override bool Validates => true;

    string Part => data.Test.Count > 0 ? "test" : "validation";

    internal override void Load(CancellationToken cancellationToken)
    {
        data = TranslationData.Load(request);
        string test = data.Test.Count > 0 ? $"{Figures.Count(data.Test.Count)} to test with" : "none to test with";
        Page.Remarks.Say($"{Figures.Counted(data.Training.Count, "pair")} to learn from, {Figures.Count(data.Validation.Count)} to stop by, {test}");
    }

    internal override TrainingResult Train(string checkpoints, IProgress<TrainingProgress> progress, CancellationToken cancellationToken)
    {
        translator = Translator.Train(data.Training, request.Options, data.Validation, checkpoints, progress, cancellationToken);
        return translator.Training!;
    }

    internal override void MeasureAndSave(string folder)
    {
        report = translator.Evaluate(data.Measured);
        NearestNeighbourBaseline baseline = new(data.Training);
        string[] answers = [.. data.Measured.Select(pair => baseline.Answer(pair.Source))];
        nearest = TranslationReport.Of(answers, [.. data.Measured.Select(pair => pair.Target)]);
        translator.Save(folder, report);
    }

    internal override string Describe(Validation validation) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"chrF2 {validation.Metric:0.00}");

    internal override void PrintMeasurement(Page page)
    {
        if (translator.CutPairs > 0)
        {
            page.Say($"{Figures.Counted(translator.CutPairs, "pair is", "pairs are")} longer than {Figures.Count(request.Options.MaximumTokens)} units; what lies behind was not learned from");
        }
        TranslationText.PrintMetrics(page,
            $"Measured on {Figures.Counted(data.Measured.Count, $"{Part} text")} of {data.Measured.Origin}, beam {new SearchOptions().Beam}", report, nearest);
    }

    internal override void WriteParts(Utf8JsonWriter json) => json.WriteParts("pairs", data.Training.Count, data.Validation.Count, data.Test.Count);

    internal override void WriteMeasurement(Utf8JsonWriter json)
    {
        json.WriteString("measuredOn", Part);
        json.WriteNumber("texts", data.Measured.Count);
        json.WriteMetrics("metrics", report);
        json.WriteStartObject("baselines");
        json.WriteMetrics("nearestNeighbour", nearest);
        json.WriteEndObject();
    }

    internal override IReadOnlyList<string> NextCommands(string folder)
    {
        string example = data.Measured.Select(pair => pair.Source).FirstOrDefault(text => text.Length <= LongestExample) ?? data.Measured[0].Source;
        return
        [
            CommandName.Written("translate", folder, Messages.OneLine(example), "--show-alignment"),
            data.TestNames.Count > 0 ? CommandName.Written(["evaluate", folder, .. data.TestNames]) : $"{CommandName.Written("translate", folder)} < lines.txt",
        ];
    }
}
