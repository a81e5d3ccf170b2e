using System.CommandLine;
using System.Text;
using Unroll.Cli.Input;
using Unroll.Cli.Output;
using Unroll.Cli.Runs;
using Unroll.Cli.Tasks.Translation;
using Unroll.Formats;
using Unroll.Tasks.Decoding;
using Unroll.Tasks.Translation;

namespace Unroll.Cli.Commands;

/// <summary>Translates texts given as arguments, or one a line on standard input.</summary>
sealed class TranslateCommand : ToolCommand
{
    const string DrawingEnding = ".svg";

    readonly Argument<string> model = new("MODEL") { Description = "Folder of a trained translator." };
    readonly Argument<string[]> texts = new("TEXT")
    {
        Description = "Texts to translate; none: one a line from standard input. Put -- before a text that begins with a dash.",
        Arity = ArgumentArity.ZeroOrMore,
    };
    readonly SearchArguments search = new();
    readonly Option<int?> best = SharedOptions.Whole("--n-best", "N", "Translations of each text, best first, with their scores (default 1).", 1, 1000);
    readonly Option<string?> alignment = new("--show-alignment")
    {
        Description = "Show what each word was written from, as a table; with a file, also as a drawing.",
        Arity = ArgumentArity.ZeroOrOne,
        HelpName = "FILE.svg",
        CustomParser = argument =>
        {
            if (argument.Tokens is not [var token]) return null;
            if (token.Value.EndsWith(DrawingEnding, StringComparison.OrdinalIgnoreCase)) return token.Value;
            argument.AddError($"--show-alignment takes a file that ends in {DrawingEnding} or nothing, got '{token.Value}'; put the texts before it.");
            return null;
        },
    };
    readonly Option<bool> json = SharedOptions.Json("one object a translation: text, translation, logProbability, score, and alignment where asked for");

    internal TranslateCommand() : base("translate", "Translate texts with a trained model, a line for each.",
        "unroll translate german-english \"Ein Mann liest ein Buch.\"",
        "unroll translate german-english --beam 10 --n-best 3 < lines.de",
        "unroll translate german-english \"Zwei Hunde spielen.\" --show-alignment dogs.svg")
    {
        Add(model);
        Add(texts);
        foreach (Option option in search.Options) Add(option);
        Add(best);
        Add(alignment);
        Add(json);
        SetAction(Run);
    }

    int Run(ParseResult parse)
    {
        SearchOptions options = search.Search(parse, parse.GetValue(best) ?? 1);
        if (parse.GetValue(alignment) is { } drawing) AtomicFile.RequireWritable(drawing);
        Translator translator = Translator.Load(RunFolder.RequireFinished(parse.GetRequiredValue(model)));
        using ResultWriter output = new();
        TranslationWriter writer = new(parse.GetValue(json), parse.GetResult(alignment) is not null, options.Best, output);
        List<Alignment> drawn = [];
        foreach (IReadOnlyList<string> batch in Batches(parse))
        {
            IReadOnlyList<IReadOnlyList<Translation>> translations = translator.TranslateAll(batch, options);
            writer.Write(batch, translations);
            int cut = translations.Count(all => all is [{ IsCut: true }, ..]);
            if (cut > 0) Messages.Say($"{Figures.Counted(cut, "text is", "texts are")} longer than {Figures.Count(translator.Options.MaximumTokens)} units; the rest was not translated");
            if (parse.GetValue(alignment) is not null) drawn.AddRange(translations.SelectMany(all => all).Select(translation => translation.Alignment));
        }
        if (parse.GetValue(alignment) is { } file) Draw(file, drawn);
        return ExitCode.Done;
    }

    IEnumerable<IReadOnlyList<string>> Batches(ParseResult parse)
    {
        if (parse.GetValue(texts) is { Length: > 0 } given)
        {
            yield return given;
            yield break;
        }
        if (!Console.IsInputRedirected) Messages.Say("Type a text and press Enter; Ctrl+D on an empty line ends.");
        InputLines lines = new(Console.OpenStandardInput(), "standard input");
        while (lines.Next() is { Count: > 0 } batch) yield return batch;
    }

    static void Draw(string file, IReadOnlyList<Alignment> alignments)
    {
        AtomicFile.Write(file, stream => stream.Write(Encoding.UTF8.GetBytes(AlignmentSvg.Draw(alignments))));
        Page.Remarks.Say($"The alignment is drawn in {file}.");
    }
}
