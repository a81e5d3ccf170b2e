using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Unroll.Cli.Runs;
using Unroll.Cli.Tasks;
using Unroll.Layers;
using Unroll.Training.Probes;

namespace Unroll.Cli.Commands;

/// <summary>The options that every training has: the network, its training, and what is held out.</summary>
sealed class NetworkArguments
{
    const double LargestShare = 0.9;
    const ulong FirstSeed = 1;

    readonly Option<CellKind?> cell = SharedOptions.Choice<CellKind>("--cell", "Recurrent cell (lstm if not given)",
        [.. CellKinds.All.Select(kind => (kind.Word(), kind))]);
    readonly Option<int?> hidden, layers, embedding, batchSize, epochs, threads;
    readonly Option<bool?> bidirectional;
    readonly Option<float?> dropout, learningRate;
    readonly Option<ulong?> seed = new("--seed")
    {
        Description = string.Create(CultureInfo.InvariantCulture, $"Start of all random numbers; the same seed gives the same model, to the bit (default {FirstSeed})."),
        HelpName = "N",
        CustomParser = Seed,
    };
    readonly Option<bool> inspect = new("--inspect")
    {
        Description = string.Create(CultureInfo.InvariantCulture,
            $"Look into the recurrent layers every {TrainingInspection.StandardInterval} steps: gradients, gates, updates; see them with: inspect --training. The model does not depend on it."),
    };
    readonly Option<HeldOut?> validation = HeldOutOption("--validation", "Says when to stop");
    readonly Option<HeldOut?> test = HeldOutOption("--test", "Measures the finished model");

    /// <summary>The options, with the defaults of these tasks in their descriptions.</summary>
    internal NetworkArguments(IReadOnlyList<ToolTask> tasks)
    {
        hidden = SharedOptions.Whole("--hidden", "N", Default("Units in each layer and direction", d => d.HiddenSize), 1, 65_536);
        layers = SharedOptions.Whole("--layers", "N", Default("Recurrent layers; the levels of a grid", d => d.Layers), 1, 64);
        layers.Aliases.Add("--depth");
        bidirectional = new("--bidirectional")
        {
            Description = Default("Read every text forward and backward; --bidirectional false: forward only", d => d.Bidirectional),
            Arity = ArgumentArity.ZeroOrOne,
            HelpName = "true|false",
        };
        embedding = SharedOptions.Whole("--embedding", "N", Default("Numbers that stand for a token", d => d.EmbeddingSize), 1, 65_536);
        dropout = SharedOptions.Number("--dropout", "SHARE", Default("Share of values dropped while training", d => d.Dropout), 0f, 0.95f);
        batchSize = SharedOptions.Whole("--batch-size", "N", Default("Texts in a step", d => d.BatchSize), 1, 1_000_000);
        learningRate = SharedOptions.Number("--learning-rate", "RATE", Default("Step size of the optimizer", d => d.LearningRate), 1e-8f, 100f);
        epochs = SharedOptions.Whole("--epochs", "N",
            Default("Passes over the data at most; training stops early when validation no longer improves", d => d.Epochs), 1, 1_000_000);
        threads = SharedOptions.Whole("--threads", "N", "Threads; the model does not depend on it (default: one for each core)", 1, 1024);

        string Default(string description, Func<NetworkDefaults, object?> value) => $"{description} (default {InWords(tasks, value)}).";
    }

    /// <summary>All of them, for a command to add.</summary>
    internal IReadOnlyList<Option> Options =>
        [cell, hidden, layers, bidirectional, embedding, dropout, batchSize, learningRate, epochs, seed, threads, inspect, validation, test];

    /// <summary>All but the cell, for a command that tries several; what is inside each is not looked at.</summary>
    internal IEnumerable<Option> OptionsOfAnyCell => Options.Where(option => option != cell && option != inspect);

    /// <summary>The only one that may differ when a run is resumed: the model does not depend on it.</summary>
    internal Option ThreadsOption => threads;

    /// <summary>The number of threads; null where nothing was said.</summary>
    internal int? Threads(ParseResult parse) => parse.GetValue(threads);

    /// <summary>What to hold out of the data.</summary>
    internal (HeldOut Validation, HeldOut Test) HeldOut(ParseResult parse) => (parse.GetValue(validation) ?? new(), parse.GetValue(test) ?? new());

    /// <summary>What was said about the network and its training.</summary>
    internal GivenSettings Given(ParseResult parse) => new(
        parse.GetValue(cell),
        parse.GetValue(hidden),
        parse.GetValue(layers),
        parse.GetResult(bidirectional) is { Implicit: false } ? parse.GetValue(bidirectional) ?? true : null,
        parse.GetValue(embedding),
        parse.GetValue(dropout),
        parse.GetValue(batchSize),
        parse.GetValue(learningRate),
        parse.GetValue(epochs),
        parse.GetValue(seed),
        parse.GetValue(threads),
        parse.GetValue(inspect) ? TrainingInspection.StandardInterval : null);

    /// <summary>The options that mean nothing to a task.</summary>
    internal IEnumerable<Option> Meaningless(NetworkDefaults defaults)
    {
        (Option Option, object? Default)[] pairs =
        [
            (hidden, defaults.HiddenSize), (layers, defaults.Layers), (bidirectional, defaults.Bidirectional), (embedding, defaults.EmbeddingSize),
            (dropout, defaults.Dropout), (batchSize, defaults.BatchSize), (learningRate, defaults.LearningRate), (epochs, defaults.Epochs),
        ];
        return pairs.Where(pair => pair.Default is null).Select(pair => pair.Option);
    }

    /// <summary>One value where all tasks agree: "1"; else each task's: "classify 128, generate 512".</summary>
    static string InWords(IReadOnlyList<ToolTask> tasks, Func<NetworkDefaults, object?> value)
    {
        (string Task, string Value)[] values = [.. tasks.Where(task => value(task.Defaults) is not null).Select(task => (task.Name, Written(value(task.Defaults)!)))];
        return values.DistinctBy(pair => pair.Value).Count() == 1 && values.Length == tasks.Count
            ? values[0].Value
            : string.Join(", ", values.Select(pair => $"{pair.Task} {pair.Value}"));
    }

    static string Written(object value) => value is bool yes ? (yes ? "true" : "false") : string.Create(CultureInfo.InvariantCulture, $"{value}");

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
