using Unroll.Cli.Output;
using Unroll.Formats;

namespace Unroll.Cli.Weights;

/// <summary>What came of putting weights into a model, for a person or a program.</summary>
static class ImportReport
{
    internal static void Print(string model, ModuleStateReport report)
    {
        Page.Results.Say($"{model}: {Figures.Counted(report.Matched.Count, "tensor")} taken from the file.");
        Print("Not in the file, so as before", report.Missing);
        Print("In the file, but not in the model", report.Unexpected);
        Print("Left out, because of other names than the prefix", report.LeftOut);
    }

    internal static void PrintJson(string model, ModuleStateReport report) => JsonText.Print(json =>
    {
        json.WriteString("model", model);
        foreach ((string name, IReadOnlyList<string> tensors) in new[]
        {
            ("matched", report.Matched), ("missing", report.Missing), ("unexpected", report.Unexpected), ("leftOut", report.LeftOut),
        })
        {
            json.WriteStartArray(name);
            foreach (string tensor in tensors) json.WriteStringValue(tensor);
            json.WriteEndArray();
        }
    });

    static void Print(string what, IReadOnlyList<string> names)
    {
        if (names.Count > 0) Page.Results.Say($"{what}: {string.Join(", ", names)}.");
    }
}
