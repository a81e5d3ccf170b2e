using Unroll.Cli.Output;
using Unroll.Tasks;
using Unroll.Tensors;

namespace Unroll.Cli.Weights;

/// <summary>Writes a model's weights for PyTorch: what <c>unroll export MODEL --safetensors FILE</c> does.</summary>
static class SafetensorsExport
{
    /// <summary>Writes the file and says what is in it.</summary>
    /// <param name="model">Folder of a trained model.</param>
    /// <param name="path">The file.</param>
    /// <param name="json">Whether a program reads the result.</param>
    internal static int Run(string model, string path, bool json)
    {
        IReadOnlyList<(string Name, Shape Shape)> tensors = ModelWeights.Export(model, path);
        if (json)
        {
            JsonText.Print(writer =>
            {
                writer.WriteString("path", path);
                writer.WriteNumber("tensors", tensors.Count);
                writer.WriteNumber("numbers", tensors.Sum(tensor => (long)tensor.Shape.Count));
            });
            return ExitCode.Done;
        }
        Page.Results.PrintWords(["name", "shape"], tensors.Select(tensor => (IReadOnlyList<string>)[tensor.Name, tensor.Shape.ToString()]));
        Page.Remarks.Say("In Python, with a module whose parts have these names:");
        Page.Remarks.Command($"module.load_state_dict(safetensors.torch.load_file(\"{path}\"))");
        return ExitCode.Done;
    }
}
