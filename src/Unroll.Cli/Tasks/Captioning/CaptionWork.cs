using System.Globalization;
using System.Text.Json;
using Unroll.Cli.Output;
using Unroll.Cli.Runs;
using Unroll.Tasks.Captioning;
using Unroll.Tasks.Decoding;
using Unroll.Text;
using Unroll.Training;

namespace Unroll.Cli.Tasks.Captioning;

/// <summary>Training a captioner, from the pictures to the measured model.</summary>
sealed class CaptionWork(CaptionRequest request) : TrainingWork
{
    // A scene of the test part that shows two objects with the first seed of all scenes.
    const string ExampleScene = "0";
    const double HeldOutShare = 0.1;

    // Set by Load, Train and MeasureAndSave, which come in this order.
    CaptionDataset training = null!, validation = null!, test = null!;
    GridShape? grid;
    string? exampleName;
    byte[]? encoder;
    Captioner captioner = null!;
    CaptionReport report = null!, nearest = null!;

    bool HasScenes => PictureSource.IsScenes(request.Data.Sources);

    string Part => test.Count > 0 ? "test" : "validation";

    CaptionDataset Measured => test.Count > 0 ? test : validation;

    internal override bool Validates => true;

    internal override void Load(CancellationToken cancellationToken)
    {
        CaptionSplit split = HasScenes ? PictureSource.Scenes(request.Scenes) : Read(cancellationToken);
        (training, validation, test) = (split.Training, split.Validation, split.Test);
        // A table may have a part to test with and none to stop by.
        if (validation.Count == 0) (training, validation) = training.Split(HeldOutShare, request.Options.Seed);
        foreach (string note in split.Notes) Page.Remarks.Say($"{request.Data.Sources[^1]}: {note}");
        string tested = test.Count > 0 ? $"{Figures.Count(test.Count)} to test with" : "none to test with";
        Page.Remarks.Say($"{Figures.Counted(training.Count, "picture")} to learn from{Captions()}, {Figures.Count(validation.Count)} to stop by, {tested}");
    }

    string Captions() => HasScenes ? "" : $" with {Figures.Counted(training.Sum(picture => picture.Captions.Count), "caption")}";

    CaptionSplit Read(CancellationToken cancellationToken)
    {
        encoder = request.Encoder is { } choice ? PictureReader.Cut(choice) : null;
        // Pictures are read here once for all, so that the network that reads them may go; feature grids are read whenever they are asked for,
        // so that their file stays open as long as the run.
        using PictureReader reader = PictureReader.ToTrain(request.Options, request.Encoder, encoder);
        NamedSubjects subjects = NamedSubjects.Open(request.Data.Source, reader);
        CaptionTable table = PictureSource.Table(request.Data.Sources[1], request.Columns);
        HashSet<string> found = [];
        CaptionSplit split = PictureSource.Read(subjects, table.Pictures.Count, find => CaptionSplit.Of(table, Noting(find, found),
            request.Data.Validation.Share, request.Data.Test.Share, request.Options.Seed), cancellationToken);
        NamedCaptions[] there = [.. table.Pictures.Where(picture => found.Contains(picture.Name))];
        (grid, exampleName) = ((split.Training[0].Subject as FeatureGrid)?.Shape, (Array.Find(there, picture => picture.Part == CaptionPart.Test) ?? there[0]).Name);
        return split;
    }

    static Func<string, CaptionSubject?> Noting(Func<string, CaptionSubject?> find, HashSet<string> found) => name =>
    {
        CaptionSubject? subject = find(name);
        if (subject is not null) found.Add(name);
        return subject;
    };

    internal override TrainingResult Train(string checkpoints, IProgress<TrainingProgress> progress, CancellationToken cancellationToken)
    {
        captioner = Captioner.Train(training, request.Options with { Grid = grid }, validation, checkpoints, progress, cancellationToken);
        return captioner.Training!;
    }

    internal override void MeasureAndSave(string folder)
    {
        report = captioner.Evaluate(Measured);
        NearestPictureBaseline baseline = new(training);
        nearest = CaptionReport.Of([.. Measured.Select(picture => baseline.Answer(picture.Subject))], [.. Measured.Select(picture => picture.Captions)]);
        captioner.Save(folder, report);
        EncoderFiles.Save(folder, request.Encoder, encoder);
    }

    internal override string Describe(Validation validation) => request.Options.Selection == CaptionSelection.Cider
        ? $"CIDEr {Figures.Score(validation.Metric)}"
        : string.Create(CultureInfo.InvariantCulture, $"BLEU-4 {validation.Metric:0.00}");

    internal override void PrintMeasurement(Page page) => CaptionText.PrintMetrics(page,
        $"Measured on {Figures.Counted(Measured.Count, $"{Part} picture")} of {Measured.Origin}, beam {new SearchOptions().Beam}", report, nearest);

    internal override void WriteParts(Utf8JsonWriter json) => json.WriteParts("pictures", training.Count, validation.Count, test.Count);

    internal override void WriteMeasurement(Utf8JsonWriter json)
    {
        json.WriteString("measuredOn", Part);
        json.WriteNumber("pictures", Measured.Count);
        json.WriteMetrics("metrics", report);
        json.WriteStartObject("baselines");
        json.WriteMetrics("nearestPicture", nearest);
        json.WriteEndObject();
    }

    internal override IReadOnlyList<string> NextCommands(string folder) =>
    [
        CommandName.Written(["caption", folder, .. Example, "--show-attention", "attention.svg"]),
        CommandName.Written(["evaluate", folder, .. request.Data.Sources]),
    ];

    IReadOnlyList<string> Example => exampleName is null ? ["--scene", ExampleScene]
        : File.Exists(request.Data.Source) ? [request.Data.Source, "--image", exampleName]
        : [Path.Combine(request.Data.Source, exampleName)];
}
