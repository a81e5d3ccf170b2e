using System.CommandLine;
using System.Globalization;
using Unroll.Cli.Commands;
using Unroll.Cli.Runs;
using Unroll.Formats.Onnx;
using Unroll.Tasks;
using Unroll.Text;

namespace Unroll.Cli.Tasks.Classification;

/// <summary>Gives a text one of several labels.</summary>
sealed class ClassificationTask(ColumnArguments columns, TokenizerArguments tokens) : ToolTask
{
    internal const string TaskName = "classify";

    static readonly TextClassifierOptions Standard = new();

    readonly Option<Pooling?> pooling = SharedOptions.Choice("--pooling", "How the vectors of the tokens become one (mean-max if not given)",
        ("last", Pooling.Last), ("mean", Pooling.Mean), ("max", Pooling.Max), ("mean-max", Pooling.MeanMax), ("all", Pooling.All));
    readonly Option<string?> vectors = new("--vectors")
    {
        Description = "File of pretrained vectors to start from (GloVe, word2vec or fastText text; .gz too); their size is then that of the embedding.",
        HelpName = "FILE",
    };
    readonly Option<float?> wordDropout =
        SharedOptions.Number("--word-dropout", "SHARE", string.Create(CultureInfo.InvariantCulture, $"Share of tokens hidden while training (default {Standard.WordDropout})."), 0f, 0.95f);
    readonly Option<bool> balance = new("--balance") { Description = "Let every class weigh the same in the loss, however rare it is." };

    internal override string Name => TaskName;

    internal override string Purpose => "give a text one of several labels";

    internal override NetworkDefaults Defaults => new(
        Standard.HiddenSize, Standard.Layers, Standard.Bidirectional, Standard.EmbeddingSize, Standard.Dropout, Standard.BatchSize,
        Standard.LearningRate, Standard.Epochs);

    internal override IReadOnlyList<Option> Options => [.. columns.Options, vectors, wordDropout, pooling, .. tokens.Options, balance];

    /// <summary>The options of training without vectors made elsewhere.</summary>
    internal IEnumerable<Option> OptionsFromScratch => Options.Where(option => option != vectors);

    internal override TrainingRequest Request(ParseResult parse, RequestedData place, GivenSettings given)
    {
        string? file = parse.GetValue(vectors);
        if (file is not null && given.EmbeddingSize is not null)
        {
            throw new UsageException($"{Tool.Name} {parse.CommandResult.Command.Name}", "--vectors decides the size of the embedding; leave --embedding out.");
        }
        if (tokens.Kind(parse) == TokenizerKind.Bpe)
        {
            throw new UsageException($"{Tool.Name} {parse.CommandResult.Command.Name}", "--tokenizer bpe is learned by --task generate and translate only; choose word or character.");
        }
        return new ClassificationRequest(place, columns.Text(parse), columns.Label(parse), file, Classifier(parse, place.Source, given));
    }

    internal override void Evaluate(string model, IReadOnlyList<string> data, ParseResult parse, bool json) =>
        ClassificationEvaluation.Run(model, data[0], columns.Text(parse), columns.Label(parse), json);

    internal override IReadOnlyList<OnnxExport> ToOnnx(string model, IReadOnlyList<string>? texts) => TextClassifier.Load(model).ToOnnx(texts);

    /// <summary>The network and its training: what was given, the options measured on the data or else the defaults for the rest.</summary>
    TextClassifierOptions Classifier(ParseResult parse, string data, GivenSettings given)
    {
        TokenizerKind? kind = tokens.Kind(parse);
        TextClassifierOptions defaults = MeasuredOptions.For(data, kind);
        return defaults with
        {
            Cell = given.Cell ?? defaults.Cell,
            HiddenSize = given.HiddenSize ?? defaults.HiddenSize,
            Layers = given.Layers ?? defaults.Layers,
            Bidirectional = given.Bidirectional ?? defaults.Bidirectional,
            EmbeddingSize = given.EmbeddingSize ?? defaults.EmbeddingSize,
            Dropout = given.Dropout ?? defaults.Dropout,
            BatchSize = given.BatchSize ?? defaults.BatchSize,
            LearningRate = given.LearningRate ?? defaults.LearningRate,
            Epochs = given.Epochs ?? defaults.Epochs,
            Seed = given.Seed ?? defaults.Seed,
            Threads = given.Threads ?? defaults.Threads,
            InspectEverySteps = given.InspectEverySteps,
            WordDropout = parse.GetValue(wordDropout) ?? defaults.WordDropout,
            Pooling = parse.GetValue(pooling) ?? defaults.Pooling,
            Tokenizer = kind is { } chosen ? new TokenizerDescription(chosen) : defaults.Tokenizer,
            MaximumTokens = tokens.Maximum(parse) ?? defaults.MaximumTokens,
            BalanceClasses = parse.GetValue(balance) || defaults.BalanceClasses,
        };
    }
}
