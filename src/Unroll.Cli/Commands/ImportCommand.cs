using System.CommandLine;
using Unroll.Cli.Output;
using Unroll.Cli.Runs;
using Unroll.Cli.Weights;
using Unroll.Formats;
using Unroll.Tasks;

namespace Unroll.Cli.Commands;

/// <summary>Weights from elsewhere: looks at them, puts them into a trained model, or writes them as safetensors.</summary>
sealed class ImportCommand : ToolCommand
{
    readonly Argument<string> weights = new("WEIGHTS") { Description = "A safetensors file, or one that PyTorch's torch.save wrote (.pt, .pth, .bin): the state_dict." };
    readonly Option<string?> into = new("--into") { Description = "Folder of a trained model whose network takes the weights.", HelpName = "MODEL" };
    readonly Option<string?> output = new("--output", "-o")
    {
        Description = "With --into: a folder for the model with these weights, while MODEL stays. Without: a safetensors file to write.",
        HelpName = "PATH",
    };
    readonly Option<string?> prefix = new("--prefix")
    {
        Description = "Only names that begin so are meant, and it is taken away. [default: what stands in front of all of a checkpoint's weights, such as state_dict.]",
        HelpName = "TEXT",
    };
    readonly Option<string[]> map = new("--map")
    {
        Description = "What a name of the file is called in the model; where FROM ends with a dot, or is empty, every name that begins so. Any number of times.",
        HelpName = "FROM=TO",
        Arity = ArgumentArity.OneOrMore,
    };
    readonly Option<bool> allowMissing = new("--allow-missing") { Description = "Leave weights as they are that the file does not have." };
    readonly Option<bool> allowUnexpected = new("--allow-unexpected") { Description = "Pass over tensors that the model does not have." };
    readonly Option<bool> json = SharedOptions.Json("path, format, prefix and tensors, each with name, type, shape; with --into matched, missing, unexpected, leftOut");

    internal ImportCommand() : base("import", "Look at PyTorch or safetensors weights, put them into a trained model, or convert them.",
        "unroll import weights.pt",
        "unroll import weights.pt --into sentiment -o sentiment-torch",
        "unroll import weights.pt --into sentiment --map lstm.=recurrent. --map fc.=classifier.",
        "unroll import weights.pt -o weights.safetensors")
    {
        Add(weights);
        foreach (Option option in new Option[] { into, output, prefix, map, allowMissing, allowUnexpected, json }) Add(option);
        SetAction(Run);
    }

    int Run(ParseResult parse)
    {
        string path = parse.GetRequiredValue(weights);
        string? model = parse.GetValue(into), target = parse.GetValue(output);
        RequireUse(parse, model, target);
        LoadStateOptions options = new(parse.GetValue(prefix), Names(parse), parse.GetValue(allowMissing), parse.GetValue(allowUnexpected));
        if (model is not null) PutInto(model, path, options, target, parse.GetValue(json));
        else if (target is not null) Convert(path, options, target);
        else List(path, parse.GetValue(json));
        return ExitCode.Done;
    }

    static void PutInto(string model, string path, LoadStateOptions options, string? target, bool json)
    {
        ModuleStateReport report = ModelWeights.Import(RunFolder.RequireFinished(model), path, options, target);
        string changed = target ?? model;
        if (json) ImportReport.PrintJson(changed, report);
        else ImportReport.Print(changed, report);
        Page.Remarks.Say("Nothing has been measured with these weights yet:");
        Page.Remarks.Command($"{Tool.Name} evaluate {changed} DATA");
    }

    static void Convert(string path, LoadStateOptions options, string target)
    {
        if (Path.GetFullPath(path) == Path.GetFullPath(target))
        {
            throw new InvalidDataException($"{target}: the weights would take the place of the file they come from; choose another name with -o.");
        }
        AtomicFile.RequireWritable(target);
        using WeightsFile file = WeightsFile.Open(path);
        int written = file.SaveAsSafetensors(target, options), left = file.Names.Count - written;
        Page.Remarks.Say($"{target}: {Figures.Counted(written, "tensor")} written, bit by bit as they were{(left > 0 ? $"; {left} left out, as they do not belong to the state dictionary" : "")}.");
    }

    static void List(string path, bool json)
    {
        using WeightsFile file = WeightsFile.Open(path);
        if (json) WeightsListing.PrintJson(file);
        else WeightsListing.Print(file);
    }

    void RequireUse(ParseResult parse, string? model, string? target)
    {
        Option[] useless = model is not null ? [] : target is not null ? [allowMissing, allowUnexpected, json] : [prefix, map, allowMissing, allowUnexpected];
        if (useless.FirstOrDefault(option => parse.GetResult(option) is { Implicit: false }) is { } first)
        {
            throw new UsageException($"{Tool.Name} {Name}", $"{first.Name} means nothing {(target is null ? "when weights are only looked at; say where they go with --into or -o" : "without --into; leave it out")}.");
        }
    }

    Dictionary<string, string> Names(ParseResult parse)
    {
        Dictionary<string, string> names = new(StringComparer.Ordinal);
        foreach (string rule in parse.GetValue(map) ?? [])
        {
            if (rule.Split('=') is not [string from, string to] || !names.TryAdd(from, to))
            {
                throw new UsageException($"{Tool.Name} {Name}", $"--map takes FROM=TO, each FROM once, got '{rule}'.");
            }
        }
        return names;
    }
}
