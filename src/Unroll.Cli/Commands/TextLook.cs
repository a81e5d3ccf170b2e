using System.CommandLine;
using System.Text.Json;
using Unroll.Cli.Input;
using Unroll.Cli.Output;
using Unroll.Cli.Runs;
using Unroll.Formats;
using Unroll.Inspection.Microscope;

namespace Unroll.Cli.Commands;

/// <summary>What a network does at each token of a text.</summary>
sealed class TextLook
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

    internal int Show(ParseResult parse, string folder, string text, bool json, string? file)
    {
        if (file is not null) AtomicFile.RequireWritable(file);
        InspectionOptions options = new(parse.GetValue(answer), parse.GetValue(word), Units: parse.GetValue(units) ?? Standard.Units, Texts: Lines(parse.GetValue(texts)));
        TextMicroscope microscope = TextMicroscope.Open(RunFolder.RequireFinished(folder));
        TextInspection seen = Inspect(microscope, text, options);
        IReadOnlyList<InspectedLayer> shown = Layers(seen, parse.GetValue(layer));
        if (file is not null)
        {
            WritePage(file, seen, folder);
            Page.Remarks.Say($"The page is in {file}.");
        }
        if (json) PrintJson(seen);
        else InspectionText.Print(Page.Results, seen, shown, options.Texts?.Count);
        return ExitCode.Done;
    }

    static TextInspection Inspect(TextMicroscope microscope, string text, InspectionOptions options)
    {
        using Waiting waiting = new("looking ...");
        return microscope.Inspect(text, options);
    }

    static IReadOnlyList<InspectedLayer> Layers(TextInspection seen, int? layer)
    {
        if (layer is null) return seen.Layers;
        InspectedLayer[] chosen = [.. seen.Layers.Where(each => each.Layer == layer)];
        return chosen.Length > 0 ? chosen : throw new InvalidDataException($"--layer {layer}: this model has the layers 1 to {seen.Layers[^1].Layer}.");
    }

    static void WritePage(string file, TextInspection seen, string folder) =>
#if AHEAD_OF_TIME
        throw ToolBuild.Lacks("unroll inspect --html", "the parts of a page");
#else
        AtomicFile.WriteText(file, Web.InspectionPage.Of(seen, Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)))));
#endif

    static void PrintJson(TextInspection seen)
    {
        using JsonDocument document = JsonDocument.Parse(seen.ToJson());
        JsonText.Print(json =>
        {
            foreach (JsonProperty property in document.RootElement.EnumerateObject()) property.WriteTo(json);
        });
    }

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
