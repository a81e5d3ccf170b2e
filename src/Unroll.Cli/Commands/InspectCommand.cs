using System.CommandLine;
#if !AHEAD_OF_TIME
using Unroll.Cli.Looks;
#endif

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
        Description = "The text to look at; several are put together with blanks between them. Put -- before a text that begins with a dash.",
        Arity = ArgumentArity.ZeroOrMore,
    };
    readonly TextLookArguments look = new();
    readonly Option<string?> run = new("--training") { Description = "Look at how this model was trained, not at a text.", HelpName = "MODEL" };
    readonly Option<string?> html = new("--html") { Description = "Write all of it as a page for a browser, one file that needs no network.", HelpName = "FILE.html" };
    readonly Option<bool> json = SharedOptions.Json("one object with everything that was looked at");

    internal InspectCommand() : base("inspect", "Look inside a network: gates, states and contributions at each token, or how its training went.",
        "unroll inspect sentiment \"not bad at all\"",
        "unroll inspect sentiment \"not bad at all\" --html not-bad.html --texts reviews.txt",
        "unroll inspect tagger \"The can rusts\" --word 2",
        "unroll inspect --training sentiment --html training.html")
    {
        Add(model);
        Add(texts);
        foreach (Option option in look.Options) Add(option);
        Add(run);
        Add(html);
        Add(json);
        SetAction(Run);
    }

#if AHEAD_OF_TIME
    int Run(ParseResult parse) => throw ToolBuild.Lacks(parse.GetResult(run) is null ? "unroll inspect" : "unroll inspect --training", "the microscope");
#else
    int Run(ParseResult parse) => (parse.GetValue(run), parse.GetValue(model), parse.GetValue(texts)) switch
    {
        ({ } finished, null, _) => TrainingLook.Show(WithoutText(parse, finished), parse.GetValue(json), parse.GetValue(html)),
        (null, { } folder, { Length: > 0 } words) => TextLook.Show(folder, string.Join(' ', words), look.Chosen(parse), look.Layer(parse), parse.GetValue(json), parse.GetValue(html)),
        (null, { }, _) => throw new UsageException("unroll inspect", "give a text to look at, as in: unroll inspect MODEL \"not bad at all\""),
        _ => throw new UsageException("unroll inspect", "give a model and a text, or --training with a model."),
    };

    string WithoutText(ParseResult parse, string finished) => look.Options.FirstOrDefault(option => parse.GetResult(option) is not null) is { } option
        ? throw new UsageException("unroll inspect", $"{option.Name} is about a text; leave it out with --training.")
        : finished;
#endif
}
