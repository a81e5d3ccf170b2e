using Unroll.Cli.Output;
using Unroll.Formats;

namespace Unroll.Cli.Weights;

/// <summary>What a file of weights holds, for a person or a program.</summary>
static class WeightsListing
{
    internal static void Print(WeightsFile file)
    {
        Page.Results.PrintNumbers(words: 2, ["name", "type", "shape", "numbers"], file.Names.Select(name =>
            (IReadOnlyList<string>)[name, file.TypeOf(name).ToString(), file.ShapeOf(name).ToString(), Figures.Count(file.ShapeOf(name).Count)]));
        Page.Remarks.Say($"{Figures.Counted(file.Names.Count, "tensor")}, {Figures.Counted(Total(file), "number")}, {file.Format}.");
        if (file.StatePrefix.Length > 0) Page.Remarks.Say($"A network's own weights are those after '{file.StatePrefix}'; --prefix chooses others.");
    }

    internal static void PrintJson(WeightsFile file) => JsonText.Print(json =>
    {
        json.WriteString("path", file.Path);
        json.WriteString("format", file.Format);
        json.WriteString("prefix", file.StatePrefix);
        json.WriteNumber("numbers", Total(file));
        json.WriteStartArray("tensors");
        foreach (string name in file.Names)
        {
            json.WriteStartObject();
            json.WriteString("name", name);
            json.WriteString("type", file.TypeOf(name).ToString());
            json.WriteStartArray("shape");
            foreach (int size in file.ShapeOf(name)) json.WriteNumberValue(size);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        json.WriteEndArray();
    });

    static long Total(WeightsFile file) => file.Names.Sum(name => (long)file.ShapeOf(name).Count);
}
