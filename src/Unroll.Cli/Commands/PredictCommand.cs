using System.CommandLine;
using Unroll.Cli.Input;
using Unroll.Cli.Output;
using Unroll.Cli.Runs;
using Unroll.Cli.Tasks.Classification;
using Unroll.Tasks;

namespace Unroll.Cli.Commands;

/// <summary>Answers for texts given as arguments, or one a line on standard input.</summary>
sealed class PredictCommand : ToolCommand
{
    readonly Argument<string> model = new("MODEL") { Description = "Folder of a trained model." };
    readonly Argument<string[]> texts = new("TEXT")
    {
        Description = "Texts to answer for; none: one a line from standard input. Put -- before a text that begins with a dash.",
        Arity = ArgumentArity.ZeroOrMore,
    };
    readonly Option<bool> json = SharedOptions.Json("one object a line: text, label, probability, probabilities");

    internal PredictCommand() : base("predict", "Answer for texts with a trained model, one line for each.",
        "unroll predict sentiment \"not bad at all\"",
        "unroll predict sentiment < reviews.txt > answers.txt",
        "unroll predict sentiment --json \"first text\" \"second text\"",
        "unroll predict temperatures -- \"-5 degrees and snow\"")
    {
        Add(model);
        Add(texts);
        Add(json);
        SetAction(Run);
    }

    int Run(ParseResult parse)
    {
        TextClassifier classifier = TextClassifier.Load(RunFolder.RequireFinished(parse.GetRequiredValue(model)));
        using ResultWriter output = new();
        AnswerWriter answers = new(classifier.Labels, parse.GetValue(json), output);
        if (parse.GetValue(texts) is { Length: > 0 } given)
        {
            answers.Write(given, classifier.Predict(given));
            return ExitCode.Done;
        }
        if (!Console.IsInputRedirected) Messages.Say("Type a text and press Enter; Ctrl+D on an empty line ends.");
        InputLines lines = new(Console.OpenStandardInput(), "standard input");
        while (lines.Next() is { Count: > 0 } batch)
        {
            answers.Write(batch, classifier.Predict(batch));
        }
        return ExitCode.Done;
    }
}
