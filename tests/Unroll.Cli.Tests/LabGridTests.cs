using System.Text.Json;

namespace Unroll.Cli.Tests;

public sealed class LabGridTests : IDisposable
{
    static readonly string[] Small = ["lab", "grid", "parity", "--bits", "2", "--depth", "2", "--hidden", "8", "--batch-size", "4", "--steps", "6"];

    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void An_experiment_leaves_a_picture_and_prints_its_curves()
    {
        ToolResult result = ToolProcess.Run(folder.Path, [.. Small, "--json", "-o", "parity.svg"]);
        Assert.Equal(0, result.ExitCode);
        using JsonDocument json = JsonDocument.Parse(result.Output);
        JsonElement curves = json.RootElement.GetProperty("curves");
        Assert.Equal(["grid LSTM", "tanh network", "ReLU network"], curves.EnumerateArray().Select(curve => curve.GetProperty("name").GetString()));
        Assert.Equal(24, curves[0].GetProperty("points")[0].GetProperty("samples").GetInt64());
        Assert.Contains("1/3 grid LSTM: 100 %, 24 samples, loss ", result.Error, StringComparison.Ordinal);
        Assert.StartsWith("<svg ", File.ReadAllText(folder["parity.svg"]), StringComparison.Ordinal);

        // The same seed, the same curves.
        Assert.Equal(result.Output, ToolProcess.Run(folder.Path, [.. Small, "--json", "-o", "parity.svg", "--threads", "1"]).Output);
    }

    [Fact]
    public void What_is_missing_is_said_before_the_work()
    {
        ToolResult digits = ToolProcess.Run(folder.Path, "lab", "grid", "digits");
        Assert.Equal(1, digits.ExitCode);
        Assert.Contains("the MNIST digits are not in ", Assert.Single(digits.ErrorLines), StringComparison.Ordinal);
        ToolResult nowhere = ToolProcess.Run(folder.Path, [.. Small, "-o", "not/there.svg"]);
        Assert.Equal(1, nowhere.ExitCode);
        Assert.Contains("there.svg", Assert.Single(nowhere.ErrorLines), StringComparison.Ordinal);
    }
}
