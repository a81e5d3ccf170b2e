using System.Globalization;
using System.Text.Json;
using Unroll.Formats.Onnx;

namespace Unroll.Cli.Output;

/// <summary>A file that was written, and how it was found right.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Export">The model in it; null for weights alone.</param>
/// <param name="LargestDifference">Between ONNX Runtime's numbers and Unroll's.</param>
sealed record ExportedFile(string Path, long Bytes, OnnxExport? Export = null, double LargestDifference = 0)
{
    /// <summary>Says it to a person.</summary>
    internal void Say()
    {
        if (Export is null)
        {
            Messages.Say(string.Create(CultureInfo.InvariantCulture, $"{Path}: {Figures.Count(Bytes)} bytes, the weights under PyTorch's names."));
            return;
        }
        Messages.Say(string.Create(CultureInfo.InvariantCulture,
            $"{Path}: {Figures.Count(Bytes)} bytes, ONNX opset {Export.Model.Opset}; in ONNX Runtime {Figures.Counted(Export.Samples.Count, "batch", "batches")} {(Export.Samples.Count == 1 ? "differs" : "differ")} from Unroll by {LargestDifference:G2} at most."));
        foreach (OnnxValue input in Export.Model.Inputs) Messages.Say($"  in   {input}");
        foreach (OnnxValue output in Export.Model.Outputs) Messages.Say($"  out  {output}");
    }

    /// <summary>Says it to a program.</summary>
    internal static void PrintJson(string task, string model, IReadOnlyList<ExportedFile> files) => JsonText.Print(json =>
    {
        json.WriteString("task", task);
        json.WriteString("model", model);
        json.WriteStartArray("files");
        foreach (ExportedFile file in files) file.Write(json);
        json.WriteEndArray();
    });

    void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("file", Path);
        json.WriteNumber("bytes", Bytes);
        if (Export is not null)
        {
            json.WriteNumber("opset", Export.Model.Opset);
            Write(json, "inputs", Export.Model.Inputs);
            Write(json, "outputs", Export.Model.Outputs);
            json.WriteNumber("samples", Export.Samples.Count);
            json.Number("largestDifference", LargestDifference);
        }
        json.WriteEndObject();
    }

    static void Write(Utf8JsonWriter json, string name, IReadOnlyList<OnnxValue> values)
    {
        json.WriteStartArray(name);
        foreach (OnnxValue value in values) json.WriteStringValue(value.ToString());
        json.WriteEndArray();
    }
}
