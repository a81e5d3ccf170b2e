using System.Text.Json;
using Unroll.Cli.Output;
using Unroll.Cli.Runs;
using Unroll.Layers;
using Unroll.Tasks.Tagging;
using Unroll.Text;
using Unroll.Training;

namespace Unroll.Cli.Tasks.Tagging;

/// <summary>Training a tagger, from the data to the measured model.</summary>
sealed class TaggingWork(TaggingRequest request) : TrainingWork
{
    const int LongestExample = 12;

    // Set by Load, Train and MeasureAndSave, which come in this order.
    TaggingData data = null!;
    SequenceTagger tagger = null!;
    TaggingMeasurement? measurement;

    internal override bool Validates => data.Validation.Count > 0;

    internal override void Load(CancellationToken cancellationToken)
    {
        data = TaggingData.Load(request);
        TaggingText.Print(data);
    }

    internal override TrainingResult Train(string checkpoints, IProgress<TrainingProgress> progress, CancellationToken cancellationToken)
    {
        tagger = SequenceTagger.Train(data.Training, request.Options, data.Validation, checkpoints, progress, cancellationToken);
        return tagger.Training!;
    }

    internal override void MeasureAndSave(string folder)
    {
        measurement = TaggingMeasurement.Of(tagger, data);
        tagger.Save(folder, measurement?.Report);
    }

    internal override string Describe(Validation validation) => TaggingText.Describe(validation.Metric, TagRules.AreSpans(data.Training.TagNames));

    internal override void PrintMeasurement(Page page)
    {
        if (measurement is null)
        {
            page.Say("Nothing was held out, so the model was not measured.");
            return;
        }
        string heading = $"Measured on {Figures.Counted(measurement.Sentences, $"{measurement.Part} sentence")} of {data.TestName ?? request.Data.Source}";
        TaggingText.PrintMetrics(page, heading, measurement.Report, measurement.Baseline);
    }

    internal override void WriteParts(Utf8JsonWriter json) => json.WriteParts("sentences", data.Training.Count, data.Validation.Count, data.Test.Count);

    internal override void WriteMeasurement(Utf8JsonWriter json)
    {
        if (measurement is null)
        {
            json.WriteNull("metrics");
            return;
        }
        json.WriteString("measuredOn", measurement.Part);
        json.WriteNumber("sentences", measurement.Sentences);
        json.WriteMetrics(measurement.Report);
        json.WriteStartObject("baselines");
        json.Number("mostFrequentTag", measurement.Baseline.Accuracy);
        if (measurement.Baseline.Spans is { } spans) json.Number("mostFrequentTagF1", spans.F1);
        json.WriteEndObject();
        json.WriteConfusion(measurement.Report.Tags, measurement.Report.Confusion);
    }

    internal override IReadOnlyList<string> NextCommands(string folder) =>
    [
        CommandName.Written("tag", folder, Example(data.Measured ?? data.Training)),
        data.TestName is { } test ? CommandName.Written("evaluate", folder, test) : $"{CommandName.Written("tag", folder, "--json")} < sentences.txt",
    ];

    /// <summary>The first sentence that is short and needs no escapes in a shell.</summary>
    static string Example(TaggedDataset sentences) => string.Join(' ',
        sentences.FirstOrDefault(sentence => sentence.Words.Count is > 3 and < LongestExample && sentence.Words.All(word => word.All(c => char.IsLetterOrDigit(c) || c is '.' or ',')))?.Words
        ?? ["a", "sentence", "to", "try", "it", "with"]);
}
