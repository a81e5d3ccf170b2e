using System.CommandLine;
using System.Globalization;
using Unroll.Cli.Runs;
using Unroll.Cli.Tasks.Generation;
using Unroll.Formats;
using Unroll.Tasks.Generation;

namespace Unroll.Cli.Commands;

/// <summary>Continues a text, written out as it comes.</summary>
sealed class GenerateCommand : ToolCommand
{
    static readonly GenerationOptions Standard = new();

    readonly Argument<string> model = new("MODEL") { Description = "Folder of a trained model." };
    readonly Option<string?> prompt = new("--prompt") { Description = "The beginning of the text.", HelpName = "TEXT" };
    readonly Option<int?> length = SharedOptions.Whole("--length", "N", Default("Tokens to write", Standard.Length), 1);
    readonly Option<float?> temperature = SharedOptions.Number("--temperature", "T",
        Default("0 for always the likeliest token, below 1 for likelier, above 1 for more surprising texts", Standard.Temperature), 0f, 100f);
    readonly Option<int?> topK = SharedOptions.Whole("--top-k", "N", "Choose among the N likeliest tokens only (default all).", 1);
    readonly Option<float?> topP = SharedOptions.Number("--top-p", "SHARE",
        Default("Choose among the likeliest tokens that have this share of the probability together", Standard.TopP), 1e-6f, 1f);
    readonly Option<float?> penalty = SharedOptions.Number("--repetition-penalty", "FACTOR",
        Default("What the log-probability of a recent token is multiplied by; above 1 for fewer repetitions", Standard.RepetitionPenalty), 0.01f, 100f);
    readonly Option<int?> seed = SharedOptions.Whole("--seed", "N", Default("The same seed gives the same text", Standard.Seed), 0);
    readonly Option<bool> interactive = new("--interactive") { Description = "Read a line, continue it, and so on: one text that both write." };
    readonly Option<string?> session = new("--session") { Description = "File that keeps the text's state: read if it is there, written at the end.", HelpName = "FILE" };
    readonly Option<bool> json = SharedOptions.Json("one object a text: prompt, text, tokens, seconds, tokensPerSecond");

    internal GenerateCommand() : base("generate", "Continue a text with a trained model; it is written out as it comes.",
        "unroll generate stories --prompt \"Once upon\"",
        "unroll generate stories --prompt \"Once upon\" --length 1000 --temperature 0.8 --top-p 0.95 --seed 7",
        "unroll generate stories --interactive --session tale.session",
        "unroll generate stories --session tale.session --length 200")
    {
        Add(model);
        foreach (Option option in new Option[] { prompt, length, temperature, topK, topP, penalty, seed, interactive, session, json }) Add(option);
        SetAction(Run);
    }

    int Run(ParseResult parse)
    {
        string? beginning = parse.GetValue(prompt), file = parse.GetValue(session);
        bool reads = parse.GetValue(interactive);
        if (beginning is null && !reads && !(file is not null && File.Exists(file)))
        {
            throw new UsageException($"{Tool.Name} {Name}", "say how the text begins with --prompt, or take --interactive, or a --session that was begun before.");
        }
        if (file is not null) AtomicFile.RequireWritable(file);
        TextGenerator generator = TextGenerator.Load(RunFolder.RequireFinished(parse.GetRequiredValue(model)));
        GeneratorSession text = file is not null && File.Exists(file) ? generator.LoadSession(file) : generator.NewSession();
        using Interruption interruption = new();
        using Writing writing = new(text, Asked(parse), parse.GetValue(json), interruption.Token);
        try
        {
            bool isWhole = reads ? writing.Converse(beginning) : writing.Continue(beginning ?? "");
            return isWhole ? ExitCode.Done : ExitCode.Interrupted;
        }
        finally
        {
            // Whatever ended it, what was written stays.
            if (file is not null) text.Save(file);
        }
    }

    GenerationOptions Asked(ParseResult parse) => new(
        parse.GetValue(length) ?? Standard.Length,
        parse.GetValue(temperature) ?? Standard.Temperature,
        parse.GetValue(topK) ?? Standard.TopK,
        parse.GetValue(topP) ?? Standard.TopP,
        parse.GetValue(penalty) ?? Standard.RepetitionPenalty,
        parse.GetValue(seed) is { } number ? (ulong)number : Standard.Seed);

    static string Default(string description, IFormattable value) => string.Create(CultureInfo.InvariantCulture, $"{description} (default {value}).");
}
