using System.CommandLine;
using System.Globalization;
using Unroll.Cli.Commands;
using Unroll.Cli.Runs;
using Unroll.Formats.Onnx;
using Unroll.Tasks;
using Unroll.Tasks.Generation;
using Unroll.Text;
using Unroll.Training;

namespace Unroll.Cli.Tasks.Generation;

/// <summary>Continues a text.</summary>
sealed class GenerationTask(TokenizerArguments tokens) : ToolTask
{
    internal const string TaskName = "generate";

    const int MostFiles = 10_000;

    static readonly TextGeneratorOptions Standard = new();

    readonly Option<int?> chunk = SharedOptions.Whole("--chunk", "N", Default("Tokens of each place that a step reads; gradients go back no further, the state goes on", Standard.ChunkLength), 1, 1_000_000);
    readonly Option<bool> tie = new("--tie") { Description = "Use the vectors of the tokens as weights of the output too; the last layer then has their size." };
    readonly Option<float?> embeddingDropout = Share("--embedding-dropout", "Share of tokens dropped whole in a step");
    readonly Option<float?> inputDropout = Share("--input-dropout", "Share of the vectors' numbers dropped");
    readonly Option<float?> weightDropout = Share("--weight-dropout", "Share of the recurrent weights dropped in a step");
    readonly Option<bool> lockedDropout = new("--locked-dropout") { Description = "Drop the same numbers at every token of a chunk." };
    readonly Option<float?> activationPenalty = SharedOptions.Number("--activation-penalty", "WEIGHT", Default("Weight of the penalty on large outputs", 0), 0f, 1000f);
    readonly Option<float?> changePenalty = SharedOptions.Number("--change-penalty", "WEIGHT", Default("Weight of the penalty on outputs that change fast", 0), 0f, 1000f);
    readonly Option<OptimizerKind?> optimizer = SharedOptions.Choice("--optimizer", "What changes the weights (adam if not given)",
        ("sgd", OptimizerKind.Sgd), ("adam", OptimizerKind.Adam), ("adamw", OptimizerKind.AdamW), ("rmsprop", OptimizerKind.RmsProp), ("averaged-sgd", OptimizerKind.AveragedSgd));
    readonly Option<ScheduleKind?> schedule = SharedOptions.Choice("--schedule", "How the learning rate changes (cosine if not given)",
        ("constant", ScheduleKind.Constant), ("cosine", ScheduleKind.Cosine), ("linear", ScheduleKind.Linear), ("one-cycle", ScheduleKind.OneCycle),
        ("exponential", ScheduleKind.Exponential), ("plateau", ScheduleKind.Plateau));
    readonly Option<float?> clip = SharedOptions.Number("--clip", "NORM", Default("Largest norm of the gradient", Standard.ClipNorm), 1e-6f, 1e6f);
    readonly Option<float?> weightDecay = SharedOptions.Number("--weight-decay", "RATE", Default("Pull of the weights towards 0", Standard.WeightDecay), 0f, 1f);
    readonly Option<int?> patience = SharedOptions.Whole("--patience", "N", Default("Epochs without a better validation after which training stops", Standard.Patience), 1, 1_000_000);
    readonly Option<int?> vocabulary = SharedOptions.Whole("--max-vocabulary", "N", Default("Different tokens at most; rarer ones become one", Standard.MaximumVocabulary), 2, 10_000_000);

    internal override string Name => TaskName;

    internal override string Purpose => "continue a text";

    internal override int MostData => MostFiles;

    internal override NetworkDefaults Defaults => new(
        Standard.HiddenSize, Standard.Layers, Bidirectional: null, Standard.EmbeddingSize, Standard.LayerDropout, Standard.BatchSize,
        Standard.LearningRate, Standard.Epochs);

    internal override IReadOnlyList<Option> Options =>
    [
        tokens.Tokenizer, tokens.MergesOption, chunk, tie, embeddingDropout, inputDropout, weightDropout, lockedDropout, activationPenalty, changePenalty, optimizer, schedule,
        clip, weightDecay, patience, vocabulary,
    ];

    internal override TrainingRequest Request(ParseResult parse, RequestedData place, GivenSettings given) =>
        new GenerationRequest(place, Generator(parse, place.Source, given));

    internal override void Evaluate(string model, IReadOnlyList<string> data, ParseResult parse, bool json) => GenerationEvaluation.Run(model, data, json);

    internal override IReadOnlyList<OnnxExport> ToOnnx(string model, IReadOnlyList<string>? texts) => TextGenerator.Load(model).ToOnnx(texts);

    TextGeneratorOptions Generator(ParseResult parse, string data, GivenSettings given)
    {
        TextGeneratorOptions defaults = MeasuredOptions.ForGenerator(data);
        return defaults with
        {
            Tokenizer = tokens.Kind(parse) is { } kind ? new TokenizerDescription(kind, LowerCase: false) : defaults.Tokenizer,
            Cell = given.Cell ?? defaults.Cell,
            HiddenSize = given.HiddenSize ?? defaults.HiddenSize,
            Layers = given.Layers ?? defaults.Layers,
            EmbeddingSize = given.EmbeddingSize ?? defaults.EmbeddingSize,
            TiesWeights = parse.GetValue(tie),
            EmbeddingDropout = parse.GetValue(embeddingDropout) ?? defaults.EmbeddingDropout,
            InputDropout = parse.GetValue(inputDropout) ?? defaults.InputDropout,
            LayerDropout = given.Dropout ?? defaults.LayerDropout,
            OutputDropout = given.Dropout ?? defaults.OutputDropout,
            HiddenWeightDropout = parse.GetValue(weightDropout) ?? defaults.HiddenWeightDropout,
            LocksDropout = parse.GetValue(lockedDropout),
            ActivationPenalty = parse.GetValue(activationPenalty) ?? defaults.ActivationPenalty,
            ChangePenalty = parse.GetValue(changePenalty) ?? defaults.ChangePenalty,
            BatchSize = given.BatchSize ?? defaults.BatchSize,
            ChunkLength = parse.GetValue(chunk) ?? defaults.ChunkLength,
            Optimizer = parse.GetValue(optimizer) ?? defaults.Optimizer,
            LearningRate = given.LearningRate ?? defaults.LearningRate,
            Schedule = parse.GetValue(schedule) ?? defaults.Schedule,
            WeightDecay = parse.GetValue(weightDecay) ?? defaults.WeightDecay,
            Epochs = given.Epochs ?? defaults.Epochs,
            Patience = parse.GetValue(patience) ?? defaults.Patience,
            ClipNorm = parse.GetValue(clip) ?? defaults.ClipNorm,
            Merges = tokens.Merges(parse) ?? defaults.Merges,
            MaximumVocabulary = parse.GetValue(vocabulary) ?? defaults.MaximumVocabulary,
            Seed = given.Seed ?? defaults.Seed,
            Threads = given.Threads ?? defaults.Threads,
            InspectEverySteps = given.InspectEverySteps,
        };
    }

    static Option<float?> Share(string name, string description) => SharedOptions.Number(name, "SHARE", Default(description, 0), 0f, 0.95f);

    static string Default(string description, IFormattable value) => string.Create(CultureInfo.InvariantCulture, $"{description} (default {value}).");
}
