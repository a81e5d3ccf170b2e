using System.Text.Json;
using Unroll.Cli.Output;
using Unroll.Cli.Runs;
using Unroll.Cli.Web;
using Unroll.Formats;
using Unroll.Inspection.Microscope;

namespace Unroll.Cli.Looks;

/// <summary>What a network does at each token of a text.</summary>
static class TextLook
{
    /// <param name="folder">The model.</param>
    /// <param name="text">What it reads.</param>
    /// <param name="options">What is looked at.</param>
    /// <param name="layer">The layer that is shown on the terminal; null for all.</param>
    /// <param name="json">Whether a program reads it.</param>
    /// <param name="html">A file for a page; null: none.</param>
    internal static int Show(string folder, string text, InspectionOptions options, int? layer, bool json, string? html)
    {
        if (html is not null) AtomicFile.RequireWritable(html);
        TextMicroscope microscope = TextMicroscope.Open(RunFolder.RequireFinished(folder));
        TextInspection seen = Inspect(microscope, text, options);
        IReadOnlyList<InspectedLayer> shown = Layers(seen, layer);
        if (html is not null)
        {
            AtomicFile.WriteText(html, InspectionPage.Of(seen, Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)))));
            Page.Remarks.Say($"The page is in {html}.");
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

    static void PrintJson(TextInspection seen)
    {
        using JsonDocument document = JsonDocument.Parse(seen.ToJson());
        JsonText.Print(json =>
        {
            foreach (JsonProperty property in document.RootElement.EnumerateObject()) property.WriteTo(json);
        });
    }
}
