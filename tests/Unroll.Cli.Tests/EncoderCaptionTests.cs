using System.Text.Json;
using System.Xml.Linq;

namespace Unroll.Cli.Tests;

/// <summary>Captioners over a network for pictures in a file, as a user meets them: from --encoder to a caption somewhere else.</summary>
[Collection(nameof(PhotoCaptioners))]
public sealed class EncoderCaptionTests(PhotoCaptioners photos, EncoderCaptioner model) : IClassFixture<EncoderCaptioner>, IDisposable
{
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Training_keeps_the_network_in_the_model()
    {
        Assert.True(model.Trained.ExitCode == 0, model.Trained.Error);
        JsonElement root = JsonDocument.Parse(model.Trained.Output).RootElement;
        Assert.Equal(("test", 3), (root.GetProperty("measuredOn").GetString(), root.GetProperty("pictures").GetInt32()));
        JsonElement kept = JsonDocument.Parse(File.ReadAllBytes(model["encoded/encoder.json"])).RootElement;
        Assert.Equal(("Bytes", "memory"), (kept.GetProperty("scale").GetString(), kept.GetProperty("output").GetString()));
        // Cut off behind what is read: neither the keys of the decoder nor its first state is computed any more.
        Assert.True(new FileInfo(model["encoded/encoder.onnx"]).Length < new FileInfo(model["photos.encoder.onnx"]).Length);
    }

    [Fact]
    public void A_photograph_gets_a_caption_and_a_panel_for_each_word()
    {
        ToolResult answer = ToolProcess.Run(model.Folder, "caption", "encoded", model.Photo, "--json", "--show-attention", folder["drawn.svg"]);
        Assert.True(answer.ExitCode == 0, answer.Error);
        JsonElement root = JsonDocument.Parse(answer.Output).RootElement;
        // The network's grid has the places of the captioner that it comes from: 24 pixels halved twice.
        Assert.Equal((6, 6), (root.GetProperty("gridRows").GetInt32(), root.GetProperty("gridColumns").GetInt32()));
        Assert.All(root.GetProperty("attention").EnumerateArray(), weights => Assert.Equal(36, weights.GetArrayLength()));
        Assert.Equal(1 + root.GetProperty("words").GetArrayLength(), XDocument.Load(folder["drawn.svg"]).Descendants().Count(element => element.Name.LocalName == "use"));
    }

    // A value in the middle of the network, [1, features, rows, columns] instead of [1, places, features], and the scale that torchvision's networks want.
    [Fact]
    public void Any_value_that_is_a_grid_will_do()
    {
        ToolResult trained = model.Train(folder["middle"], "--encoder", "photos.encoder.onnx", "--encoder-output", "MaxPool_5");
        Assert.True(trained.ExitCode == 0, trained.Error);
        JsonElement answer = JsonDocument.Parse(ToolProcess.Run(model.Folder, "caption", folder["middle"], model.Photo, "--json").Output).RootElement;
        Assert.Equal((12, 12), (answer.GetProperty("gridRows").GetInt32(), answer.GetProperty("gridColumns").GetInt32()));
    }

    [Fact]
    public void A_model_may_be_moved_and_needs_nothing_of_where_it_was_trained()
    {
        model.Copy(folder["elsewhere"]);
        Assert.Equal(model.Answer("encoded"), model.Answer(folder["elsewhere"]));
        ToolResult measured = ToolProcess.Run(folder.Path, "evaluate", "elsewhere", Path.Combine(photos.Folder, "photos"), Path.Combine(photos.Folder, "captions.csv"), "--json");
        Assert.True(measured.ExitCode == 0, measured.Error);
        Assert.Equal(
            JsonDocument.Parse(model.Trained.Output).RootElement.GetProperty("metrics").GetProperty("loss").GetDouble(),
            JsonDocument.Parse(measured.Output).RootElement.GetProperty("metrics").GetProperty("loss").GetDouble());
    }

    [Fact]
    public void A_copy_with_weights_from_elsewhere_sees_with_the_same_network()
    {
        ToolResult imported = ToolProcess.Run(model.Folder, "import", "encoded/model.safetensors", "--into", "encoded", "-o", folder["copy"]);
        Assert.True(imported.ExitCode == 0, imported.Error);
        Assert.Equal(model.Answer("encoded"), model.Answer(folder["copy"]));
    }

    [Fact]
    public void What_it_learned_is_exported_without_the_network()
    {
        ToolResult exported = ToolProcess.Run(model.Folder, "export", "encoded", "--onnx", folder["out.onnx"], "--json");
        Assert.True(exported.ExitCode == 0, exported.Error);
        JsonElement[] files = [.. JsonDocument.Parse(exported.Output).RootElement.GetProperty("files").EnumerateArray()];
        Assert.StartsWith("features", Assert.Single(files[0].GetProperty("inputs").EnumerateArray()).GetString(), StringComparison.Ordinal);
        Assert.All(files, file => Assert.InRange(file.GetProperty("largestDifference").GetDouble(), 0, 1e-5));
    }

    [Fact]
    public void An_interrupted_run_is_resumed_from_another_folder()
    {
        ResumedRun.AssertEndsAsTheWhole(model.Folder, [.. model.Training(epochs: 30), "--encoder", "photos.encoder.onnx", "--encoder-output", "memory", "--encoder-scale", "bytes"], folder, files: ["encoder.onnx", "encoder.json"]);
    }

    [Theory]
    [InlineData(1, "photos.encoder.onnx: no node is called, or writes, 'memoire'; the last of", "--encoder", "photos.encoder.onnx", "--encoder-output", "memoire")]
    [InlineData(1, "photos.encoder.onnx: 'hidden_0' is [1, 1, 8]; expected a grid for one picture", "--encoder", "photos.encoder.onnx", "--encoder-output", "hidden_0")]
    [InlineData(1, "gone.onnx: there is no such file; --encoder takes a network for pictures in the ONNX format", "--encoder", "gone.onnx", "--encoder-output", "memory")]
    [InlineData(1, "folder.onnx: this is a folder; --encoder takes a network for pictures in the ONNX format", "--encoder", "folder.onnx", "--encoder-output", "memory")]
    [InlineData(1, "text.onnx: not a valid ONNX file", "--encoder", "text.onnx", "--encoder-output", "memory")]
    [InlineData(1, "photos.decoder.onnx: reads", "--encoder", "photos.decoder.onnx", "--encoder-output", "log_probabilities")]
    [InlineData(2, "--encoder needs --encoder-output: the node whose grid of features is taken", "--encoder", "photos.encoder.onnx")]
    [InlineData(2, "--encoder-output and --encoder-scale are for a network named with --encoder", "--encoder-scale", "bytes")]
    [InlineData(2, "--image-size means nothing with --encoder", "--encoder", "photos.encoder.onnx", "--encoder-output", "memory", "--image-size", "24")]
    [InlineData(2, "--encoder-scale: 'byte' is not known; choose from imagenet, unit, signed, bytes", "--encoder", "photos.encoder.onnx", "--encoder-output", "memory", "--encoder-scale", "byte")]
    public void What_is_wrong_is_said(int exitCode, string expected, params string[] arguments)
    {
        ToolResult result = model.Train(folder["other"], arguments);
        Assert.Equal((exitCode, ""), (result.ExitCode, result.Output));
        Assert.Contains(expected, Assert.Single(result.ErrorLines, line => line.StartsWith("unroll", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder["other"]));
    }

    [Theory]
    [InlineData("encoder.onnx", null, "encoder.onnx: this file is missing, so the folder is not a whole model")]
    [InlineData("encoder.onnx", "other", "encoder.onnx: this file belongs to another model than")]
    [InlineData("encoder.json", "{", "encoder.json: damaged")]
    public void A_damaged_model_is_named(string file, string? content, string expected)
    {
        model.Copy(folder["damaged"]);
        if (content is null) File.Delete(folder[$"damaged/{file}"]);
        else folder.Write($"damaged/{file}", content);
        ToolResult result = ToolProcess.Run(folder.Path, "caption", "damaged", model.Photo);
        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.Contains(expected, Assert.Single(result.ErrorLines), StringComparison.Ordinal);
    }
}

/// <summary>A captioner over the encoder of another captioner, which was exported, trained once by the tool.</summary>
public sealed class EncoderCaptioner : IDisposable
{
    readonly PhotoCaptioners photos;
    readonly TemporaryFolder folder = new();

    public EncoderCaptioner(PhotoCaptioners photos)
    {
        this.photos = photos;
        ToolResult exported = ToolProcess.Run(photos.Folder, "export", "photos-caption", "--onnx", this["photos.onnx"]);
        Assert.True(exported.ExitCode == 0, exported.Error);
        Directory.CreateDirectory(this["folder.onnx"]);
        folder.Write("text.onnx", "no network");
        Trained = Train("encoded", "--encoder", "photos.encoder.onnx", "--encoder-output", "memory", "--encoder-scale", "bytes", "--json");
    }

    /// <summary>What training printed.</summary>
    internal ToolResult Trained { get; }

    /// <summary>The folder that holds photos.encoder.onnx and the model encoded.</summary>
    internal string Folder => folder.Path;

    /// <summary>A picture that no captioner has learned from.</summary>
    internal string Photo => Path.Combine(photos.Folder, "photos", "22.bmp");

    internal string this[string name] => folder[name];

    public void Dispose() => folder.Dispose();

    /// <summary>The command that trains on the small pictures, but for its last options.</summary>
    internal string[] Training(int epochs) =>
        ["train", "--task", "caption", Path.Combine(photos.Folder, "photos"), Path.Combine(photos.Folder, "captions.csv"), .. PhotoCaptioners.Small, "--epochs", $"{epochs}"];

    internal ToolResult Train(string output, params string[] options) => ToolProcess.Run(Folder, [.. Training(epochs: 1), .. options, "-o", output]);

    /// <summary>What a model says of the picture, with all figures.</summary>
    internal string Answer(string captioner)
    {
        ToolResult answer = ToolProcess.Run(Folder, "caption", captioner, Photo, "--json");
        Assert.True(answer.ExitCode == 0, answer.Error);
        return answer.Output;
    }

    /// <summary>Copies the model as a user would.</summary>
    internal void Copy(string target)
    {
        Directory.CreateDirectory(target);
        foreach (string file in Directory.GetFiles(this["encoded"])) File.Copy(file, Path.Combine(target, Path.GetFileName(file)));
    }
}
