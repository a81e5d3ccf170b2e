using System.Text.Json;

namespace Unroll.Cli.Tests;

public sealed class ImportTests(TrainedModel model) : IDisposable
{
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Weights_are_listed_for_a_person_and_for_a_program()
    {
        string weights = Path.Combine(model.Path, "model.safetensors");

        ToolResult table = ToolProcess.Run(folder.Path, "import", weights);
        ToolResult json = ToolProcess.Run(folder.Path, "import", weights, "--json");

        Assert.Equal(0, table.ExitCode);
        Assert.Matches(@"(?m)^  classifier\.bias +F32 +\[\d+\] +\d+$", table.Output);
        Assert.EndsWith(" numbers, safetensors.\n", table.Error, StringComparison.Ordinal);
        JsonElement root = JsonDocument.Parse(json.Output).RootElement;
        Assert.Equal("safetensors", root.GetProperty("format").GetString());
        JsonElement first = root.GetProperty("tensors")[0];
        Assert.Equal(("classifier.bias", "F32", 1), (first.GetProperty("name").GetString(), first.GetProperty("type").GetString(), first.GetProperty("shape").GetArrayLength()));
    }

    [Fact]
    public void Weights_of_other_names_are_put_into_a_copy_that_answers_as_the_model_did()
    {
        string weights = Path.Combine(model.Path, "model.safetensors");
        Assert.Equal(0, ToolProcess.Run(folder.Path, "import", weights, "-o", "torch.safetensors", "--map", "recurrent.=lstm.", "--map", "classifier.=fc.").ExitCode);

        ToolResult wrong = ToolProcess.Run(folder.Path, "import", "torch.safetensors", "--into", model.Path, "-o", "copy");
        ToolResult right = ToolProcess.Run(folder.Path, "import", "torch.safetensors", "--into", model.Path, "-o", "copy", "--map", "lstm.=recurrent.", "--map", "fc.=classifier.", "--json");

        Assert.Equal(1, wrong.ExitCode);
        Assert.Contains("torch.safetensors: these are another network's weights: ", Assert.Single(wrong.ErrorLines), StringComparison.Ordinal);
        Assert.Equal(0, right.ExitCode);
        JsonElement report = JsonDocument.Parse(right.Output).RootElement;
        Assert.Equal("copy", report.GetProperty("model").GetString());
        Assert.True(report.GetProperty("matched").GetArrayLength() > 5);
        Assert.Equal(0, report.GetProperty("missing").GetArrayLength());
        Assert.Equal(ToolProcess.Run(folder.Path, "predict", model.Path, "--json", "what a good film").Output, ToolProcess.Run(folder.Path, "predict", "copy", "--json", "what a good film").Output);
    }

    [Fact]
    public void Nothing_takes_the_place_of_what_is_there()
    {
        string weights = Path.Combine(model.Path, "model.safetensors");
        Directory.CreateDirectory(folder["mine"]);
        folder.Write("mine/config.json", "mine");
        File.Copy(weights, folder["w.safetensors"]);

        ToolResult foreign = ToolProcess.Run(folder.Path, "import", weights, "--into", model.Path, "-o", "mine");
        ToolResult itself = ToolProcess.Run(folder.Path, "import", "w.safetensors", "-o", "w.safetensors");
        ToolResult nothing = ToolProcess.Run(folder.Path, "import", weights, "--into", model.Path, "-o", "none", "--map", "=x.", "--allow-missing", "--allow-unexpected");

        Assert.Equal((1, 1, 1), (foreign.ExitCode, itself.ExitCode, nothing.ExitCode));
        Assert.StartsWith("unroll: mine: there is something of this name already", Assert.Single(foreign.ErrorLines), StringComparison.Ordinal);
        Assert.Equal("mine", File.ReadAllText(folder["mine/config.json"]));
        Assert.StartsWith("unroll: w.safetensors: the weights would take the place of the file they come from", Assert.Single(itself.ErrorLines), StringComparison.Ordinal);
        Assert.Contains("so nothing would be loaded", Assert.Single(nothing.ErrorLines), StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder["none"]));
    }

    [Theory]
    [InlineData("no.pt", "no.pt: there is no such file")]
    [InlineData(".", "this is a folder; give the file with the weights")]
    [InlineData("text.pt", "not a usable safetensors file")]
    public void What_is_no_file_of_weights_is_refused_in_one_line(string path, string reason)
    {
        folder.Write("text.pt", "some text and more");

        ToolResult result = ToolProcess.Run(folder.Path, "import", path);

        Assert.Equal(1, result.ExitCode);
        Assert.Equal("", result.Output);
        Assert.Contains(reason, Assert.Single(result.ErrorLines), StringComparison.Ordinal);
    }
}
