using System.Text.Json;
using Unroll.Cli.Output;
using Unroll.Cli.Runs;
using Unroll.Tasks;
using Unroll.Training;

namespace Unroll.Cli.Tasks.Classification;

/// <summary>Training a classifier, from the data to the measured model.</summary>
sealed class ClassificationWork(ClassificationRequest request) : TrainingWork
{
    // Set by Load, Train and MeasureAndSave, which come in this order.
    ClassificationData data = null!;
    PretrainedVectors? vectors;
    TextClassifier classifier = null!;
    Measurement? measurement;

    internal override bool Validates => data.Validation.Count > 0;

    internal override void Load(CancellationToken cancellationToken)
    {
        data = ClassificationData.Load(request, cancellationToken);
        DataText.Print(data, request.Options);
        if (request.Vectors is not { } file) return;
        vectors = PretrainedVectors.Load(file, data.Training, request.Options);
        DataText.Print(vectors, file);
    }

    internal override TrainingResult Train(string checkpoints, IProgress<TrainingProgress> progress, CancellationToken cancellationToken)
    {
        TextClassifierOptions options = vectors is null ? request.Options : request.Options with { EmbeddingSize = vectors.Dimension };
        classifier = TextClassifier.Train(data.Training, options, data.Validation, checkpoints, vectors?.Vectors, progress, cancellationToken);
        return classifier.Training!;
    }

    internal override void MeasureAndSave(string folder)
    {
        measurement = Measurement.Of(classifier, data);
        classifier.Save(folder, measurement?.Report);
    }

    internal override string Describe(Validation validation) => $"accuracy {Figures.Percent(validation.Metric)}";

    internal override void PrintMeasurement(Page page)
    {
        if (measurement is null)
        {
            page.Say("Nothing was held out, so the model was not measured.");
            return;
        }
        ReportText.PrintMetrics(page, $"Measured on {Figures.Counted(measurement.Texts, $"{measurement.Part} text")} of {request.Data.Source}", measurement.Report, measurement);
        ReportText.PrintConfusion(page, measurement.Report);
    }

    internal override void WriteParts(Utf8JsonWriter json)
    {
        json.WriteParts("texts", data.Training.Count, data.Validation.Count, data.Test.Count);
        json.WriteString("dataSha256", data.Sha256);
    }

    internal override void WriteMeasurement(Utf8JsonWriter json)
    {
        if (measurement is null)
        {
            json.WriteNull("metrics");
            return;
        }
        json.WriteString("measuredOn", measurement.Part);
        json.WriteNumber("texts", measurement.Texts);
        json.WriteMetrics(measurement.Report);
        json.WriteStartObject("baselines");
        json.Number("majority", measurement.Majority);
        json.Number("bagOfWords", measurement.BagOfWords);
        json.WriteEndObject();
        json.WriteConfusion(measurement.Report.Classes, measurement.Report.Confusion);
    }

    internal override IReadOnlyList<string> NextCommands(string folder) =>
    [
        CommandName.Written("predict", folder, ExampleText.From(data.Measured ?? data.Training)),
        data.TestName is { } test ? CommandName.Written("evaluate", folder, test) : $"{CommandName.Written("predict", folder, "--json")} < lines.txt",
    ];
}
