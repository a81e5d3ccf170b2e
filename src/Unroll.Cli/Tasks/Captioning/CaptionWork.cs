using System.Globalization;
using System.Text.Json;
using Unroll.Cli.Output;
using Unroll.Cli.Runs;
using Unroll.Tasks.Captioning;
using Unroll.Tasks.Captioning.Scenes;
using Unroll.Tasks.Decoding;
using Unroll.Training;

namespace Unroll.Cli.Tasks.Captioning;

/// <summary>Training a captioner, from the pictures to the measured model.</summary>
sealed class CaptionWork(CaptionRequest request) : TrainingWork
{
    // A scene of the test part that shows two objects with the first seed of all scenes.
    const string ExampleScene = "0";

    // Set by Load, Train and MeasureAndSave, which come in this order.
    CaptionDataset training = null!, validation = null!, test = null!;
    Captioner captioner = null!;
    CaptionReport report = null!, nearest = null!;

    internal override bool Validates => true;

    internal override void Load(CancellationToken cancellationToken)
    {
        training = PictureSource.Load(request.Data.Source, ScenePart.Training, request.Scenes);
        validation = PictureSource.Load(request.Data.Source, ScenePart.Validation, Held(ScenePart.Validation));
        test = PictureSource.Load(request.Data.Source, ScenePart.Test, Held(ScenePart.Test));
        Page.Remarks.Say($"{Figures.Counted(training.Count, "picture")} to learn from, {Figures.Count(validation.Count)} to stop by, {Figures.Count(test.Count)} to test with");
    }

    // Never more than there is to learn from.
    int Held(ScenePart part) => Math.Min(request.Scenes, SceneDataset.DefaultCount(part));

    internal override TrainingResult Train(string checkpoints, IProgress<TrainingProgress> progress, CancellationToken cancellationToken)
    {
        captioner = Captioner.Train(training, request.Options, validation, checkpoints, progress, cancellationToken);
        return captioner.Training!;
    }

    internal override void MeasureAndSave(string folder)
    {
        report = captioner.Evaluate(test);
        NearestPictureBaseline baseline = new(training);
        nearest = CaptionReport.Of([.. test.Select(picture => baseline.Answer(picture.Picture))], [.. test.Select(picture => picture.Captions)]);
        captioner.Save(folder, report);
    }

    internal override string Describe(Validation validation) => string.Create(CultureInfo.InvariantCulture, $"BLEU-4 {validation.Metric:0.00}");

    internal override void PrintMeasurement(Page page) => CaptionText.PrintMetrics(page,
        $"Measured on {Figures.Counted(test.Count, "test picture")} of {test.Origin}, beam {new SearchOptions().Beam}", report, nearest);

    internal override void WriteParts(Utf8JsonWriter json) => json.WriteParts("pictures", training.Count, validation.Count, test.Count);

    internal override void WriteMeasurement(Utf8JsonWriter json)
    {
        json.WriteString("measuredOn", "test");
        json.WriteNumber("pictures", test.Count);
        json.WriteMetrics("metrics", report);
        json.WriteStartObject("baselines");
        json.WriteMetrics("nearestPicture", nearest);
        json.WriteEndObject();
    }

    internal override IReadOnlyList<string> NextCommands(string folder) =>
    [
        CommandName.Written("caption", folder, "--scene", ExampleScene, "--show-attention", "attention.svg"),
        CommandName.Written("evaluate", folder, request.Data.Source),
    ];
}
