using System.CommandLine;
using Unroll.Cli.Input;
using Unroll.Cli.Output;
using Unroll.Cli.Runs;
using Unroll.Cli.Tasks.Tagging;
using Unroll.Tasks.Tagging;
using Unroll.Text;

namespace Unroll.Cli.Commands;

/// <summary>Tags the words of sentences: of texts, or of a column file that comes out again with the tags.</summary>
sealed class TagCommand : ToolCommand
{
    // So many sentences are tagged together.
    const int Together = 256;

    readonly Argument<string> model = new("MODEL") { Description = "Folder of a trained tagger." };
    readonly Argument<string[]> texts = new("TEXT")
    {
        Description = "Sentences to tag, or one CoNLL-U or CoNLL file (see --columns); none: one sentence a line from standard input. Put -- before a text that begins with a dash.",
        Arity = ArgumentArity.ZeroOrMore,
    };
    readonly Option<bool> columns = new("--columns")
    {
        Description = "The input is a file with a word and its columns a line, and comes out again with the tags. Understood where one TEXT is a file that ends in .conllu or .conll (.gz too).",
    };
    readonly ColumnArguments choice = new();
    readonly Option<bool> json = SharedOptions.Json("one object a sentence: words, each with word, tag, probability");

    internal TagCommand() : base("tag", "Tag the words of sentences with a trained tagger.",
        "unroll tag dotnet-docs-tagger \"Returns null if the specified XmlReader is closed.\"",
        "unroll tag tagger news.conllu > tagged.conllu",
        "unroll tag tagger --columns < words.txt",
        "unroll tag tagger --json < sentences.txt")
    {
        Add(model);
        Add(texts);
        Add(columns);
        foreach (Option option in choice.Options) Add(option);
        Add(json);
        SetAction(Run);
    }

    int Run(ParseResult parse)
    {
        string[] given = parse.GetValue(texts) ?? [];
        bool areColumns = parse.GetValue(columns) || given is [string only] && IsColumnFile(only);
        if (parse.GetValue(columns) && given.Length > 1) throw new UsageException($"{Tool.Name} {Name}", "--columns reads one file; name it alone, or none for standard input.");
        SequenceTagger tagger = SequenceTagger.Load(RunFolder.RequireFinished(parse.GetRequiredValue(model)));
        using ResultWriter output = new();
        TagWriter writer = new(tagger, parse.GetValue(json), output);
        if (areColumns) TagColumns(given, new(choice.Text(parse)?[0], choice.Label(parse)), writer);
        else if (given.Length > 0) writer.WriteTexts(given);
        else TagLines(writer);
        return ExitCode.Done;
    }

    static void TagColumns(string[] given, ColumnChoice choice, TagWriter writer)
    {
        IEnumerable<ColumnSentence> sentences = given is [string path] ? ColumnFile.Read(path, choice) : ColumnFile.Read(Console.OpenStandardInput(), "standard input", choice);
        foreach (ColumnSentence[] batch in sentences.Chunk(Together)) writer.WriteColumns(batch);
    }

    static void TagLines(TagWriter writer)
    {
        if (!Console.IsInputRedirected) Messages.Say("Type a sentence and press Enter; Ctrl+D on an empty line ends.");
        InputLines lines = new(Console.OpenStandardInput(), "standard input");
        while (lines.Next() is { Count: > 0 } batch)
        {
            foreach (string[] together in batch.Chunk(Together)) writer.WriteTexts(together);
        }
    }

    // Nobody means such a name as a sentence, so a file that is missing is said to be missing.
    static bool IsColumnFile(string text)
    {
        string name = text.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? text[..^3] : text;
        return name.EndsWith(".conllu", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".conll", StringComparison.OrdinalIgnoreCase);
    }
}
