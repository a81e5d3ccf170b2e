using System.CommandLine;
using System.Globalization;
using Unroll.Cli.Commands;
using Unroll.Cli.Output;
using Unroll.Cli.Runs;
using Unroll.Formats.Onnx;
using Unroll.Tasks.Captioning;
using Unroll.Tasks.Captioning.Scenes;

namespace Unroll.Cli.Tasks.Captioning;

/// <summary>Says what pictures show.</summary>
sealed class CaptionTask(SearchArguments search) : ToolTask
{
    internal const string TaskName = "caption";

    static readonly CaptionerOptions Standard = new();

    readonly Option<bool> hard = new("--hard-attention") { Description = "Look at one place for each word, drawn by chance while training, instead of at all of them." };
    readonly Option<float?> coverage = SharedOptions.Number("--coverage-weight", "WEIGHT", string.Create(CultureInfo.InvariantCulture,
        $"Wants every place of a picture looked at about once a caption, the more, the larger it is (default {Standard.CoverageWeight})."), 0f, 1000f);
    readonly PhotoArguments photos = new();
    readonly CaptionColumnArguments columns = new();
    readonly Option<int?> scenes = SharedOptions.Whole("--scenes", "N", string.Create(CultureInfo.InvariantCulture,
        $"Scenes drawn to learn from, and at most as many to stop by and to test with (default {SceneDataset.DefaultCount(ScenePart.Training)})."), 1, 1_000_000);

    internal override string Name => TaskName;

    internal override string Purpose => "say what a picture shows";

    internal override string DefaultData => SceneDataset.Name;

    // A folder of pictures, or a file of their features, and a table of captions.
    internal override int MostData => 2;

    // The decoder writes forwards.
    internal override NetworkDefaults Defaults => new(
        Standard.HiddenSize, Standard.Layers, Bidirectional: null, Standard.EmbeddingSize, Standard.Dropout, Standard.BatchSize, Standard.LearningRate, Standard.Epochs);

    internal override IReadOnlyList<Option> Options => [hard, coverage, .. photos.Options, .. columns.Options, scenes];

    internal override IReadOnlyList<Option> EvaluationOptions => [.. search.OptionsWithoutSource, .. columns.Options];

    internal override string ModelName(IReadOnlyList<string> sources) => $"{base.ModelName(sources)}-caption";

    internal override TrainingRequest Request(ParseResult parse, RequestedData place, GivenSettings given)
    {
        string command = $"{Tool.Name} {parse.CommandResult.Command.Name}";
        if (parse.GetValue(hard) && parse.GetValue(coverage) > 0)
        {
            throw new UsageException(command, "--coverage-weight is for attention to all places; leave it or --hard-attention out.");
        }
        PictureSource.Require(place.Sources);
        bool isScenes = PictureSource.IsScenes(place.Sources);
        if (isScenes) RefuseForScenes(parse, place, command);
        else RefuseForPhotos(parse, place, command);
        CaptionerOptions defaults = isScenes ? Standard with { Side = SceneDataset.Side } : photos.Apply(parse, PhotoArguments.Standard);
        return new CaptionRequest(place, Applied(parse, given, defaults), parse.GetValue(scenes) ?? SceneDataset.DefaultCount(ScenePart.Training), columns.Names(parse), photos.Encoder(parse));
    }

    CaptionerOptions Applied(ParseResult parse, GivenSettings given, CaptionerOptions defaults) => defaults with
    {
        Cell = given.Cell ?? defaults.Cell,
        HiddenSize = given.HiddenSize ?? defaults.HiddenSize,
        Layers = given.Layers ?? defaults.Layers,
        EmbeddingSize = given.EmbeddingSize ?? defaults.EmbeddingSize,
        Dropout = given.Dropout ?? defaults.Dropout,
        BatchSize = given.BatchSize ?? defaults.BatchSize,
        LearningRate = given.LearningRate ?? defaults.LearningRate,
        Epochs = given.Epochs ?? defaults.Epochs,
        Seed = given.Seed ?? defaults.Seed,
        Threads = given.Threads ?? defaults.Threads,
        InspectEverySteps = given.InspectEverySteps,
        Attention = parse.GetValue(hard) ? CaptionAttention.Hard : CaptionAttention.Soft,
        CoverageWeight = parse.GetValue(hard) ? 0 : parse.GetValue(coverage) ?? defaults.CoverageWeight,
    };

    void RefuseForScenes(ParseResult parse, RequestedData place, string command)
    {
        if (place.Validation != new HeldOut() || place.Test != new HeldOut())
        {
            throw new UsageException(command, $"{SceneDataset.Name} bring their own validation and test parts; leave --validation and --test out.");
        }
        Option? foreign = photos.Given(parse) ?? columns.Options.FirstOrDefault(option => parse.GetResult(option) is { Implicit: false });
        if (foreign is not null) throw new UsageException(command, $"{foreign.Name} is for pictures with a table of captions; leave it out for {SceneDataset.Name}.");
    }

    void RefuseForPhotos(ParseResult parse, RequestedData place, string command)
    {
        if (parse.GetResult(scenes) is { Implicit: false }) throw new UsageException(command, $"{scenes.Name} is for {SceneDataset.Name}; leave it out for pictures of your own.");
        if (File.Exists(place.Source) && photos.GivenSize(parse) is { } size)
        {
            throw new UsageException(command, $"{size.Name} is for pictures, and {place.Source} is a file; leave it out for feature grids.");
        }
        if (photos.EncoderMistake(parse, place.Source) is { } mistake) throw new UsageException(command, mistake);
        foreach ((string name, HeldOut part) in new[] { ("--validation", place.Validation), ("--test", place.Test) })
        {
            if (part.Path is { } path) throw new UsageException(command, $"{name} takes a share for --task {Name}, got '{path}'; a column split in the table with train, val and test says it picture by picture.");
        }
        if (place.Validation.Share == 0)
        {
            throw new UsageException(command, $"--validation 0 leaves nothing to stop by, and --task {Name} stops when captions of the validation part get no better; give a share above 0, or leave it out for a tenth.");
        }
    }

    internal override IReadOnlyList<OnnxExport> ToOnnx(string model, IReadOnlyList<string>? texts) => texts is null ? Captioner.Load(model).ToOnnx()
        : throw new InvalidDataException($"{model}: a captioner reads pictures and no texts; leave --texts out.");

    internal override void Evaluate(string model, IReadOnlyList<string> data, ParseResult parse, bool json)
    {
        PictureSource.Require(data);
        Captioner captioner = Captioner.Load(model);
        using NamedSubjects? subjects = PictureSource.IsScenes(data) ? null : NamedSubjects.Open(data[0], PictureReader.Of(captioner, model));
        CaptionDataset pictures = PictureSource.ToMeasureOn(data, columns.Names(parse), subjects);
        CaptionReport report = captioner.Evaluate(pictures, search.Search(parse));
        CaptionText.PrintMetrics(json ? Page.Remarks : Page.Results, $"{model} on {Figures.Counted(pictures.Count, "picture")} of {pictures.Origin}, beam {search.Search(parse).Beam}", report, nearest: null);
        if (!json) return;
        JsonText.Print(line =>
        {
            line.WriteString("task", Name);
            line.WriteString("model", model);
            line.WriteString("data", pictures.Origin);
            line.WriteNumber("pictures", pictures.Count);
            line.WriteMetrics("metrics", report);
        });
    }
}
