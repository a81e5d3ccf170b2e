using System.Text.Json;

namespace Unroll.Cli.Tests;

public sealed class ExportTests(TrainedModel model) : IDisposable
{
    readonly TemporaryFolder folder = new();

    [Fact]
    public void A_network_is_written_after_ONNX_Runtime_agreed()
    {
        ToolResult result = ToolProcess.Run(folder.Path, "export", model.Path, "--onnx", "sentiment.onnx");
        Assert.Equal((0, ""), (result.ExitCode, result.Output));
        Assert.Matches(@"^sentiment\.onnx: [\d,]+ bytes, ONNX opset 17; in ONNX Runtime 2 batches differ from Unroll by \S+ at most\.$", result.ErrorLines[0]);
        Assert.Contains("  in   token_ids: Int64 [batch, time]", result.ErrorLines);
        Assert.Equal([folder["sentiment.onnx"]], Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void Json_names_the_files_and_what_was_compared()
    {
        folder.Write("lines.txt", "a good film\n\na bad film about nothing at all\n");
        ToolResult result = ToolProcess.Run(folder.Path, "export", model.Path, "--onnx", "a.onnx", "--safetensors", "a.safetensors", "--texts", "lines.txt", "--json");
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        JsonElement[] files = [.. JsonDocument.Parse(result.Output).RootElement.GetProperty("files").EnumerateArray()];
        Assert.Equal(["a.onnx", "a.safetensors"], files.Select(file => file.GetProperty("file").GetString()));
        Assert.InRange(files[0].GetProperty("largestDifference").GetDouble(), 0, 1e-5);
        Assert.Equal(File.ReadAllBytes(Path.Combine(model.Path, "model.safetensors")), File.ReadAllBytes(folder["a.safetensors"]));
    }

    [Fact]
    public void Nothing_is_left_where_something_is_wrong()
    {
        Fault("unroll: nowhere/a.onnx: cannot be written: its folder does not exist", "export", model.Path, "--onnx", "nowhere/a.onnx");
        Fault("unroll: lines.txt: there is no such file.", "export", model.Path, "--onnx", "a.onnx", "--texts", "lines.txt");
        Fault("unroll: no-model: there is no such model folder", "export", "no-model", "--onnx", "a.onnx");
        Assert.Equal(2, ToolProcess.Run(folder.Path, "export", model.Path).ExitCode);
        Assert.Equal(2, ToolProcess.Run(folder.Path, "export", model.Path, "--onnx", "same", "--safetensors", "same").ExitCode);
        Assert.Equal(2, ToolProcess.Run(folder.Path, "export", model.Path, "--safetensors", "a", "--texts", "lines.txt").ExitCode);
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    [Theory]
    [InlineData("--onnx")]
    [InlineData("--safetensors")]
    public void The_model_s_own_files_stay(string format)
    {
        string own = Path.Combine(model.Path, "config.json");
        byte[] before = File.ReadAllBytes(own);
        Fault($"unroll: {own} lies inside the model folder", "export", model.Path, format, own);
        Assert.Equal(before, File.ReadAllBytes(own));
    }

    public void Dispose() => folder.Dispose();

    void Fault(string expected, params string[] arguments)
    {
        ToolResult result = ToolProcess.Run(folder.Path, arguments);
        Assert.Equal(1, result.ExitCode);
        Assert.StartsWith(expected, Assert.Single(result.ErrorLines), StringComparison.Ordinal);
    }
}
