using System.CommandLine;
using System.Globalization;
using Unroll.Cli.Commands;
using Unroll.Cli.Output;
using Unroll.Cli.Runs;
using Unroll.Layers;
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
    readonly Option<int?> scenes = SharedOptions.Whole("--scenes", "N", string.Create(CultureInfo.InvariantCulture,
        $"Scenes drawn to learn from, and at most as many to stop by and to test with (default {SceneDataset.DefaultCount(ScenePart.Training)})."), 1, 1_000_000);

    internal override string Name => TaskName;

    internal override string Purpose => "say what a picture shows";

    internal override string DefaultData => SceneDataset.Name;

    // The decoder has one layer and writes forwards.
    internal override NetworkDefaults Defaults => new(
        Standard.HiddenSize, Layers: null, Bidirectional: null, Standard.EmbeddingSize, Standard.Dropout, Standard.BatchSize, Standard.LearningRate, Standard.Epochs);

    internal override IReadOnlyList<Option> Options => [hard, coverage, scenes];

    internal override IReadOnlyList<Option> EvaluationOptions => search.OptionsWithoutSource;

    internal override string ModelName(IReadOnlyList<string> sources) => $"{base.ModelName(sources)}-caption";

    internal override TrainingRequest Request(ParseResult parse, RequestedData place, GivenSettings given)
    {
        string command = $"{Tool.Name} {parse.CommandResult.Command.Name}";
        if (given.Cell is not (null or CellKind.Lstm))
        {
            throw new UsageException(command, $"--task {Name} writes with an LSTM, as the paper does; leave --cell out.");
        }
        if (place.Validation != new HeldOut() || place.Test != new HeldOut())
        {
            throw new UsageException(command, $"{SceneDataset.Name} bring their own validation and test parts; leave --validation and --test out.");
        }
        if (parse.GetValue(hard) && parse.GetValue(coverage) > 0)
        {
            throw new UsageException(command, "--coverage-weight is for attention to all places; leave it or --hard-attention out.");
        }
        CaptionerOptions options = new()
        {
            HiddenSize = given.HiddenSize ?? Standard.HiddenSize,
            EmbeddingSize = given.EmbeddingSize ?? Standard.EmbeddingSize,
            Dropout = given.Dropout ?? Standard.Dropout,
            BatchSize = given.BatchSize ?? Standard.BatchSize,
            LearningRate = given.LearningRate ?? Standard.LearningRate,
            Epochs = given.Epochs ?? Standard.Epochs,
            Seed = given.Seed ?? Standard.Seed,
            Threads = given.Threads ?? Standard.Threads,
            InspectEverySteps = given.InspectEverySteps,
            Attention = parse.GetValue(hard) ? CaptionAttention.Hard : CaptionAttention.Soft,
            CoverageWeight = parse.GetValue(coverage) ?? Standard.CoverageWeight,
            Side = SceneDataset.Side,
        };
        return new CaptionRequest(place, options, parse.GetValue(scenes) ?? SceneDataset.DefaultCount(ScenePart.Training));
    }

    internal override void Evaluate(string model, IReadOnlyList<string> data, ParseResult parse, bool json)
    {
        Captioner captioner = Captioner.Load(model);
        CaptionDataset pictures = PictureSource.Load(data[0], ScenePart.Test);
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
