using System.CommandLine;
using System.Globalization;
using Unroll.Cli.Commands;
using Unroll.Cli.Input;
using Unroll.Cli.Output;
using Unroll.Cli.Runs;
using Unroll.Formats.Onnx;
using Unroll.Layers;
using Unroll.Tasks.Translation;
using Unroll.Text;

namespace Unroll.Cli.Tasks.Translation;

/// <summary>Turns texts into other texts.</summary>
sealed class TranslationTask(TokenizerArguments tokens, SearchArguments search) : ToolTask
{
    internal const string TaskName = "translate";

    static readonly TranslatorOptions Standard = new();

    readonly Option<AttentionKind?> attention = SharedOptions.Choice("--attention", "How decoder and source are compared (general if not given)",
        ("general", AttentionKind.General), ("dot", AttentionKind.Dot), ("additive", AttentionKind.Additive));
    readonly Option<bool> inputFeeding = new("--input-feeding") { Description = "Let each step read what the one before made of its attention; slower." };
    readonly Option<bool> copy = new("--copy") { Description = "Let words be copied from the source." };
    readonly Option<TranslationUnit?> unit = SharedOptions.Choice("--unit", "What texts are cut into (bpe if not given)",
        ("bpe", TranslationUnit.Bpe), ("word", TranslationUnit.Word));
    readonly Option<bool> separate = new("--separate-vocabularies") { Description = "Give source and target a vocabulary each." };
    readonly Option<bool> lowerCase = new("--lower-case") { Description = "Read and write lower case only." };
    readonly Option<float?> smoothing = SharedOptions.Number("--label-smoothing", "SHARE",
        string.Create(CultureInfo.InvariantCulture, $"Share of the target spread over the vocabulary (default {Standard.LabelSmoothing})."), 0f, 0.95f);
    readonly Option<float?> sampling = SharedOptions.Number("--scheduled-sampling", "SHARE",
        string.Create(CultureInfo.InvariantCulture, $"Share of own guesses that the decoder reads by the end of training (default {Standard.ScheduledSampling})."), 0f, 0.95f);

    internal override string Name => TaskName;

    internal override string Purpose => "turn a text into another";

    internal override int MostData => 2;

    // The encoder always reads in both directions and the decoder never can.
    internal override NetworkDefaults Defaults => new(
        Standard.HiddenSize, Standard.Layers, Bidirectional: null, Standard.EmbeddingSize, Standard.Dropout, Standard.BatchSize,
        Standard.LearningRate, Standard.Epochs);

    internal override IReadOnlyList<Option> Options => [attention, inputFeeding, copy, unit, tokens.MergesOption, separate, lowerCase, smoothing, sampling];

    internal override IReadOnlyList<Option> EvaluationOptions => search.Options;

    // A name of its own: the same data may have taught a classifier, too.
    internal override string ModelName(IReadOnlyList<string> sources) => $"{DataSource.BaseName(sources[0])}-translate";

    internal override TrainingRequest Request(ParseResult parse, RequestedData place, GivenSettings given)
    {
        TranslatorOptions defaults = place.Sources is [DotNetDocsDataset.Name] ? TranslatorOptions.ForDotNetNames : Standard;
        if (given.HiddenSize is { } hidden && hidden % 2 != 0)
        {
            throw new UsageException($"{Tool.Name} {parse.CommandResult.Command.Name}", $"--hidden must be even for --task {Name}, because the encoder's two directions share it; got {hidden}.");
        }
        return new TranslationRequest(place, defaults with
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
            Attention = parse.GetValue(attention) ?? defaults.Attention,
            InputFeeding = parse.GetValue(inputFeeding) || defaults.InputFeeding,
            Copy = parse.GetValue(copy) || defaults.Copy,
            Unit = parse.GetValue(unit) ?? defaults.Unit,
            Merges = tokens.Merges(parse) ?? defaults.Merges,
            SharedVocabulary = !parse.GetValue(separate) && defaults.SharedVocabulary,
            LowerCase = parse.GetValue(lowerCase) || defaults.LowerCase,
            LabelSmoothing = parse.GetValue(smoothing) ?? defaults.LabelSmoothing,
            ScheduledSampling = parse.GetValue(sampling) ?? defaults.ScheduledSampling,
        });
    }

    internal override IReadOnlyList<OnnxExport> ToOnnx(string model, IReadOnlyList<string>? texts) => Translator.Load(model).ToOnnx(texts);

    internal override void Evaluate(string model, IReadOnlyList<string> data, ParseResult parse, bool json)
    {
        Translator translator = Translator.Load(model);
        ParallelDataset pairs = PairSource.LoadPart(data);
        TranslationReport report = translator.Evaluate(pairs, search.Search(parse));
        TranslationText.PrintMetrics(json ? Page.Remarks : Page.Results, $"{model} on {Figures.Counted(pairs.Count, "text")} of {pairs.Origin}, beam {search.Search(parse).Beam}", report, nearest: null);
        if (!json) return;
        JsonText.Print(line =>
        {
            line.WriteString("task", Name);
            line.WriteString("model", model);
            line.WriteString("data", pairs.Origin);
            line.WriteNumber("texts", pairs.Count);
            line.WriteMetrics("metrics", report);
        });
    }
}
