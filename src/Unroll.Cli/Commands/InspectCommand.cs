using System.CommandLine;

namespace Unroll.Cli.Commands;

/// <summary>Looks inside a network: what it does at each token of a text, or how a training run went.</summary>
sealed class InspectCommand : ToolCommand
{
    readonly Argument<string?> model = new("MODEL")
    {
        Description = "Folder of a trained model.",
        Arity = ArgumentArity.ZeroOrOne,
    };
    readonly Argument<string[]> texts = new("TEXT")
    {
        Description = "The text to look at. Put -- before a text that begins with a dash.",
        Arity = ArgumentArity.ZeroOrMore,
    };
    readonly Option<string?> run = new("--training") { Description = "Look at how this model was trained, not at a text", HelpName = "MODEL" };
    readonly Option<string?> html = new("--html") { Description = "Write one self-contained page with charts to this file", HelpName = "FILE" };
    readonly Option<bool> json = SharedOptions.Json("one object with everything that was looked at");

    internal InspectCommand() : base("inspect", "Look inside a network: gates, states and contributions at each token, or how its training went.",
        "unroll inspect sentiment \"not bad at all\"",
        "unroll inspect --training sentiment")
    {
        Add(model);
        Add(texts);
        Add(run);
        Add(html);
        Add(json);
        SetAction(Run);
    }

    int Run(ParseResult parse) => (parse.GetValue(run), parse.GetValue(model), parse.GetValue(texts)) switch
    {
        ({ } finished, null, _) => TrainingLook.Show(finished, parse.GetValue(json), parse.GetValue(html)),
        (null, { } folder, { Length: > 0 } words) => TextLook.Show(folder, words, parse.GetValue(json)),
        (null, { }, _) => throw new UsageException("inspect", "give a text to look at, as in: unroll inspect MODEL \"not bad at all\""),
        _ => throw new UsageException("inspect", "give a model and a text, or --training with a model."),
    };
}
