using System.CommandLine;
using Unroll.Cli.Input;
using Unroll.Inspection.Microscope;

namespace Unroll.Cli.Commands;

/// <summary>What of a network is looked at while it reads a text.</summary>
sealed class TextLookArguments
{
    static readonly InspectionOptions Standard = new();

    readonly Option<string?> answer = new("--answer")
    {
        Description = "Explain this class, tag or token instead of what the model says.",
        HelpName = "ANSWER",
    };
    readonly Option<int?> word = SharedOptions.Whole("--word", "N",
        "Of a tagger: the word whose tag is explained (default: the least certain). Of a generator: the token after which the next is (default: the last). " +
        "Of a translator: the word of the translation (default: the first).", 1);
    readonly Option<int?> layer = SharedOptions.Whole("--layer", "L", "Show the gates and states of this recurrent layer only, 1 for the first.", 1);
    readonly Option<int?> units = SharedOptions.Whole("--units", "N", $"Show the N units that move most (default {Standard.Units}).", 0, 10_000);
    readonly Option<string?> texts = new("--texts")
    {
        Description = "Look for what the units seem to follow in these texts, one a line, instead of in the text alone.",
        HelpName = "FILE",
    };

    /// <summary>All of them, for the command to add.</summary>
    internal IReadOnlyList<Option> Options => [answer, word, layer, units, texts];

    /// <summary>What is looked at.</summary>
    /// <exception cref="InvalidDataException">The file of texts is missing or empty.</exception>
    internal InspectionOptions Chosen(ParseResult parse) =>
        new(parse.GetValue(answer), parse.GetValue(word), Units: parse.GetValue(units) ?? Standard.Units, Texts: Lines(parse.GetValue(texts)));

    /// <summary>The layer that is shown; null for all.</summary>
    internal int? Layer(ParseResult parse) => parse.GetValue(layer);

    static List<string>? Lines(string? file)
    {
        if (file is null) return null;
        if (!File.Exists(file)) throw new InvalidDataException($"{file}: there is no such file; give one with a text a line.");
        using FileStream stream = File.OpenRead(file);
        InputLines input = new(stream, file);
        List<string> lines = [];
        while (input.Next() is { Count: > 0 } more) lines.AddRange(more.Where(line => !string.IsNullOrWhiteSpace(line)));
        return lines.Count > 0 ? lines : throw new InvalidDataException($"{file}: the file is empty; give one with a text a line.");
    }
}
