using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Unroll.Cli.Runs;
using Unroll.Layers;
using Unroll.Tasks;
using Unroll.Text;

namespace Unroll.Cli.Commands;

/// <summary>The options that every training command has: the network, its training, and what is held out.</summary>
sealed class TrainingArguments
{
    const double LargestShare = 0.9;

    static readonly TextClassifierOptions Defaults = new();

    readonly Option<CellKind?> cell = SharedOptions.Choice("--cell", "Recurrent cell (lstm if not given)",
        ("rnn", CellKind.Rnn), ("rnn-relu", CellKind.RnnRelu), ("lstm", CellKind.Lstm), ("gru", CellKind.Gru), ("gru-reset-before", CellKind.GruResetBefore));
    readonly Option<Pooling?> pooling = SharedOptions.Choice("--pooling", "How the vectors of the tokens become one (mean-max if not given)",
        ("last", Pooling.Last), ("mean", Pooling.Mean), ("max", Pooling.Max), ("mean-max", Pooling.MeanMax), ("all", Pooling.All));
    readonly Option<int?> hidden = SharedOptions.Whole("--hidden", "N", Default("Units in each layer and direction", Defaults.HiddenSize), 1, 65_536);
    readonly Option<int?> layers = SharedOptions.Whole("--layers", "N", Default("Recurrent layers", Defaults.Layers), 1, 64);
    readonly Option<bool?> bidirectional = new("--bidirectional")
    {
        Description = Default("Read every text forward and backward; --bidirectional false: forward only", Defaults.Bidirectional),
        Arity = ArgumentArity.ZeroOrOne,
        HelpName = "true|false",
    };
    readonly Option<int?> embedding = SharedOptions.Whole("--embedding", "N", Default("Numbers that stand for a token", Defaults.EmbeddingSize), 1, 65_536);
    readonly Option<float?> wordDropout = SharedOptions.Number("--word-dropout", "SHARE", Default("Share of tokens hidden while training", Defaults.WordDropout), 0f, 0.95f);
    readonly Option<string?> vectors = new("--vectors")
    {
        Description = "File of pretrained vectors to start from (GloVe, word2vec or fastText text; .gz too); their size is then that of the embedding.",
        HelpName = "FILE",
    };
    readonly Option<float?> dropout = SharedOptions.Number("--dropout", "SHARE", Default("Share of values dropped while training", Defaults.Dropout), 0f, 0.95f);
    readonly Option<int?> batchSize = SharedOptions.Whole("--batch-size", "N", Default("Texts in a step", Defaults.BatchSize), 1, 1_000_000);
    readonly Option<float?> learningRate = SharedOptions.Number("--learning-rate", "RATE", Default("Step size of the optimizer", Defaults.LearningRate), 1e-8f, 100f);
    readonly Option<int?> epochs = SharedOptions.Whole("--epochs", "N", Default("Passes over the data at most; training stops early when validation no longer improves", Defaults.Epochs), 1, 1_000_000);
    readonly Option<ulong?> seed = new("--seed")
    {
        Description = Default("Start of all random numbers; the same seed gives the same model, to the bit", Defaults.Seed),
        HelpName = "N",
        CustomParser = Seed,
    };
    readonly Option<int?> threads = SharedOptions.Whole("--threads", "N", "Threads; the model does not depend on it (default: one for each core)", 1, 1024);
    readonly Option<TokenizerKind?> tokenizer = SharedOptions.Choice("--tokenizer", "How texts become tokens",
        ("basic-english", TokenizerKind.BasicEnglish), ("word", TokenizerKind.Word), ("character", TokenizerKind.Character), ("byte", TokenizerKind.Byte));
    readonly Option<int?> maximumTokens = SharedOptions.Whole("--max-tokens", "N", Default("Tokens of a text that are read; how many texts were longer is said", Defaults.MaximumTokens), 1, 10_000_000);
    readonly Option<bool> balance = new("--balance") { Description = "Let every class weigh the same in the loss, however rare it is." };
    readonly Option<HeldOut?> validation = HeldOutOption("--validation", "Says when to stop");
    readonly Option<HeldOut?> test = HeldOutOption("--test", "Measures the finished model");

    /// <summary>All of them, for a command to add.</summary>
    internal IReadOnlyList<Option> Options =>
    [
        cell, hidden, layers, bidirectional, embedding, vectors, dropout, wordDropout, batchSize, learningRate, epochs, seed, threads,
        pooling, tokenizer, maximumTokens, balance, validation, test,
    ];

    /// <summary>The number of threads, which may differ when a run is resumed.</summary>
    internal int? Threads(ParseResult parse) => parse.GetValue(threads);

    /// <summary>The first option given that would change a run; null if there is none.</summary>
    internal string? FirstThatChangesTheRun(ParseResult parse) =>
        Options.FirstOrDefault(option => option != threads && parse.GetResult(option) is { Implicit: false })?.Name;

    /// <summary>File of pretrained vectors; null: none.</summary>
    /// <exception cref="UsageException">The size of the vectors is given too.</exception>
    internal string? Vectors(ParseResult parse)
    {
        string? file = parse.GetValue(vectors);
        return file is null || parse.GetValue(embedding) is null ? file
            : throw new UsageException($"{Tool.Name} {parse.CommandResult.Command.Name}", "--vectors decides the size of the embedding; leave --embedding out.");
    }

    /// <summary>What to hold out of the data.</summary>
    internal (HeldOut Validation, HeldOut Test) HeldOut(ParseResult parse)
    {
        HeldOut forValidation = parse.GetValue(validation) ?? new(), forTest = parse.GetValue(test) ?? new();
        return (forValidation, forTest);
    }

    /// <summary>The network and its training: what was given, the options measured on the data or else the defaults for the rest.</summary>
    internal TextClassifierOptions Classifier(ParseResult parse, string data)
    {
        TextClassifierOptions defaults = MeasuredOptions.For(data);
        return defaults with
        {
            Cell = parse.GetValue(cell) ?? defaults.Cell,
            HiddenSize = parse.GetValue(hidden) ?? defaults.HiddenSize,
            Layers = parse.GetValue(layers) ?? defaults.Layers,
            Bidirectional = parse.GetResult(bidirectional) is { Implicit: false } ? parse.GetValue(bidirectional) ?? true : defaults.Bidirectional,
            EmbeddingSize = parse.GetValue(embedding) ?? defaults.EmbeddingSize,
            WordDropout = parse.GetValue(wordDropout) ?? defaults.WordDropout,
            Dropout = parse.GetValue(dropout) ?? defaults.Dropout,
            BatchSize = parse.GetValue(batchSize) ?? defaults.BatchSize,
            LearningRate = parse.GetValue(learningRate) ?? defaults.LearningRate,
            Epochs = parse.GetValue(epochs) ?? defaults.Epochs,
            Seed = parse.GetValue(seed) ?? defaults.Seed,
            Threads = parse.GetValue(threads) ?? defaults.Threads,
            Pooling = parse.GetValue(pooling) ?? defaults.Pooling,
            Tokenizer = parse.GetValue(tokenizer) is { } kind ? new TokenizerDescription(kind) : defaults.Tokenizer,
            MaximumTokens = parse.GetValue(maximumTokens) ?? defaults.MaximumTokens,
            BalanceClasses = parse.GetValue(balance) || defaults.BalanceClasses,
        };
    }

    static string Default(string description, object value) =>
        string.Create(CultureInfo.InvariantCulture, $"{description} (default {(value is bool b ? (b ? "true" : "false") : value)}).");

    static Option<HeldOut?> HeldOutOption(string name, string purpose) => new(name)
    {
        Description = $"{purpose}: data of its own, or a share to cut off such as 0.2; 0 for none. Default: the data set's own part, or 0.1.",
        HelpName = "DATA|SHARE",
        CustomParser = argument =>
        {
            string word = argument.Tokens[0].Value;
            if (!double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out double share)) return new(Path: word);
            if (share is >= 0 and <= LargestShare) return new(Share: share);
            argument.AddError(string.Create(CultureInfo.InvariantCulture, $"{name} takes a share from 0 to {LargestShare} or the path of data, got '{word}'."));
            return null;
        },
    };

    static ulong? Seed(ArgumentResult argument)
    {
        string word = argument.Tokens[0].Value;
        if (ulong.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out ulong value)) return value;
        argument.AddError($"--seed takes a whole number of 0 or more, got '{word}'.");
        return null;
    }
}
