using System.CommandLine;
using System.Globalization;
using Unroll.Cli.Commands;
using Unroll.Cli.Input;
using Unroll.Cli.Runs;
using Unroll.Formats.Onnx;
using Unroll.Tasks.Tagging;
using Unroll.Text;

namespace Unroll.Cli.Tasks.Tagging;

/// <summary>Gives every word of a sentence a tag.</summary>
sealed class TaggingTask(ColumnArguments columns) : ToolTask
{
    internal const string TaskName = "tag";

    static readonly SequenceTaggerOptions Standard = new();

    readonly Option<float?> rareWords = SharedOptions.Number("--rare-words", "A",
        string.Create(CultureInfo.InvariantCulture, $"While training, hide a word that occurs n times with probability A / (A + n) (default {Standard.RareWordDropout})."), 0f, 1e6f);

    internal override string Name => TaskName;

    internal override string Purpose => "give every word of a sentence a tag";

    internal override NetworkDefaults Defaults => new(
        Standard.HiddenSize, Standard.Layers, Bidirectional: null, Standard.EmbeddingSize, Standard.Dropout, Standard.BatchSize, Standard.LearningRate, Standard.Epochs);

    internal override IReadOnlyList<Option> Options => [.. columns.Options, rareWords];

    // The classifier of the same data has the plain name.
    internal override string ModelName(IReadOnlyList<string> sources) => $"{DataSource.BaseName(sources[0])}-tagger";

    internal override TrainingRequest Request(ParseResult parse, RequestedData place, GivenSettings given) =>
        new TaggingRequest(place, Columns(parse), Tagger(parse, place.Source, given));

    internal override void Evaluate(string model, IReadOnlyList<string> data, ParseResult parse, bool json) =>
        TaggingEvaluation.Run(model, data[0], Columns(parse), json);

    internal override IReadOnlyList<OnnxExport> ToOnnx(string model, IReadOnlyList<string>? texts) => SequenceTagger.Load(model).ToOnnx(texts);

    ColumnChoice Columns(ParseResult parse)
    {
        IReadOnlyList<string>? words = columns.Text(parse);
        if (words is { Count: > 1 })
        {
            throw new UsageException($"{Tool.Name} {parse.CommandResult.Command.Name}", "--task tag reads words from one column; give --text once.");
        }
        return new(words?[0], columns.Label(parse));
    }

    /// <summary>The network and its training: what was given, the options measured on the data or else the defaults for the rest.</summary>
    SequenceTaggerOptions Tagger(ParseResult parse, string data, GivenSettings given)
    {
        SequenceTaggerOptions defaults = MeasuredTaggerOptions.For(data);
        return defaults with
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
            RareWordDropout = parse.GetValue(rareWords) ?? defaults.RareWordDropout,
        };
    }
}
