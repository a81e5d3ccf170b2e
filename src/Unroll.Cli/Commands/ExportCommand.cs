using System.CommandLine;
using System.Globalization;
using Unroll.Cli.Input;
#if !AHEAD_OF_TIME
using Unroll.Cli.Onnx;
#endif
using Unroll.Cli.Output;
using Unroll.Cli.Runs;
using Unroll.Cli.Tasks;
using Unroll.Formats;
using Unroll.Formats.Onnx;
using Unroll.Tasks;

namespace Unroll.Cli.Commands;

/// <summary>Writes a trained network for other programs.</summary>
sealed class ExportCommand : ToolCommand
{
    // Enough to find a mistake; a check of every line of a large file would take longer than the export is worth.
    const int MostTexts = 256;

    readonly Argument<string> model = new("MODEL") { Description = "Folder of a trained model." };
    readonly Option<string?> onnx = new("--onnx")
    {
        Description = "Write the network in the ONNX format to this file, after ONNX Runtime has given the same answers. A translator or a captioner becomes two files, FILE.encoder.onnx and FILE.decoder.onnx.",
        HelpName = "FILE",
    };
    readonly Option<string?> safetensors = new("--safetensors") { Description = "Write the weights under PyTorch's names to this file.", HelpName = "FILE" };
    readonly Option<string?> texts = new("--texts")
    {
        Description = $"File with a text a line, of which the first {MostTexts} are compared; without it, texts made from the model's vocabulary are.",
        HelpName = "FILE",
    };
    readonly Option<bool> json = SharedOptions.Json("one object: task, model, and files, each with inputs, outputs, samples and largestDifference");

    internal ExportCommand() : base("export", "Write a trained network for other programs.",
        "unroll export sentiment --onnx sentiment.onnx",
        "unroll export sentiment --onnx sentiment.onnx --texts reviews.txt --json",
        "unroll export sentiment --safetensors sentiment.safetensors")
    {
        Add(model);
        foreach (Option option in new Option[] { onnx, safetensors, texts, json }) Add(option);
        SetAction(Run);
    }

    int Run(ParseResult parse)
    {
        string folder = RunFolder.RequireFinished(parse.GetRequiredValue(model));
        if (parse.GetValue(onnx) is null && parse.GetValue(safetensors) is null)
        {
            throw new UsageException($"{Tool.Name} {Name}", "say what to write: --onnx FILE or --safetensors FILE.");
        }
        RequireSafe(folder, parse);
        ToolTask task = ToolTask.Of(folder, ToolTask.CreateAll(new ColumnArguments(), new SearchArguments()));
        List<ExportedFile> files = [];
        if (parse.GetValue(onnx) is { } file) files.AddRange(WriteChecked(task.ToOnnx(folder, Lines(parse.GetValue(texts))), file));
        if (parse.GetValue(safetensors) is { } weights)
        {
            ModelWeights.Export(folder, weights);
            files.Add(new(weights, new FileInfo(weights).Length));
        }
        if (parse.GetValue(json)) ExportedFile.PrintJson(task.Name, folder, files);
        else files.ForEach(written => written.Say());
        return ExitCode.Done;
    }

    /// <summary>No file that is written may take the place of another that is, or of one of the model's own.</summary>
    void RequireSafe(string folder, ParseResult parse)
    {
        if (parse.GetValue(onnx) is null && parse.GetValue(texts) is not null)
        {
            throw new UsageException($"{Tool.Name} {Name}", $"{texts.Name} means nothing without {onnx.Name}; leave it out.");
        }
        string[] wanted = [.. new[] { parse.GetValue(onnx), parse.GetValue(safetensors) }.OfType<string>().Select(Path.GetFullPath)];
        if (wanted.Distinct().Count() < wanted.Length)
        {
            throw new UsageException($"{Tool.Name} {Name}", $"{onnx.Name} and {safetensors.Name} name the same file; give each its own.");
        }
        string inside = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)) + Path.DirectorySeparatorChar;
        if (Array.Find(wanted, path => path.StartsWith(inside, StringComparison.Ordinal)) is { } own)
        {
            throw new InvalidDataException($"{own} lies inside the model folder, whose files stay as they are; choose a place outside of it.");
        }
        if (parse.GetValue(safetensors) is { } weights) AtomicFile.RequireWritable(weights);
    }

    static IReadOnlyList<ExportedFile> WriteChecked(IReadOnlyList<OnnxExport> parts, string file) =>
#if AHEAD_OF_TIME
        throw ToolBuild.Lacks("unroll export --onnx", "ONNX Runtime");
#else
        CheckedExport.Write(parts, file);
#endif

    static List<string>? Lines(string? file)
    {
        if (file is null) return null;
        if (!File.Exists(file)) throw new InvalidDataException($"{file}: there is no such file.");
        using FileStream stream = File.OpenRead(file);
        InputLines input = new(stream, file);
        List<string> lines = [];
        while (lines.Count < MostTexts && input.Next() is { Count: > 0 } more) lines.AddRange(more.Take(MostTexts - lines.Count));
        return lines.Count > 0 ? lines : throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"{file}: the file is empty; give one with a text a line."));
    }
}
