using System.Globalization;
using System.Text.Json;
using System.Xml.Linq;

namespace Unroll.Cli.Tests;

/// <summary>Captioners of scenes, from nothing to the figure of attention.</summary>
public sealed class CaptionTests(TrainedCaptioner model) : IClassFixture<TrainedCaptioner>, IDisposable
{
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Json_of_training_has_the_names_that_scripts_rely_on()
    {
        JsonElement root = JsonDocument.Parse(Assert.Single(model.Result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries))).RootElement;
        Assert.Equal("caption", root.GetProperty("task").GetString());
        Assert.Equal("test", root.GetProperty("measuredOn").GetString());
        JsonElement metrics = root.GetProperty("metrics"), nearest = root.GetProperty("baselines").GetProperty("nearestPicture");
        foreach (string name in new[] { "bleu1", "bleu2", "bleu3", "bleu4", "cider", "meteor", "exactMatch" })
        {
            Assert.InRange(metrics.GetProperty(name).GetDouble(), 0, 100);
            Assert.InRange(nearest.GetProperty(name).GetDouble(), 0, 100);
        }

        JsonElement attention = metrics.GetProperty("attention");
        Assert.InRange(attention.GetProperty("inside").GetDouble(), 0, 1);
        Assert.InRange(attention.GetProperty("uniform").GetDouble(), 0.05, 0.6);
    }

    // Another cell on the way: whatever has a name may write.
    [Fact]
    public void Hard_attention_is_scored_by_what_it_looks_at_too()
    {
        ToolResult trained = ToolProcess.Run(folder.Path, ["train", "--task", "caption", .. TrainedCaptioner.Small, "--hard-attention", "--cell", "gru", "--layers", "2", "--epochs", "1", "--json"]);
        Assert.True(trained.ExitCode == 0, trained.Error);
        JsonElement attention = JsonDocument.Parse(trained.Output).RootElement.GetProperty("metrics").GetProperty("attention");
        Assert.All(["inside", "uniform", "pointing"], name => Assert.InRange(attention.GetProperty(name).GetDouble(), 0, 1));
        Assert.Equal(0, ToolProcess.Run(folder.Path, "caption", "scenes-caption", "--scene", "3").ExitCode);
    }

    [Fact]
    public void A_caption_is_a_line_for_each_scene_and_the_attention_a_drawing()
    {
        ToolResult answer = ToolProcess.Run(model.Folder, "caption", "scenes-caption", "--scene", "7", "0", "--show-attention", folder["drawn.svg"]);
        Assert.Equal(0, answer.ExitCode);
        // A model that has learned little may have nothing to say, but says it in a line of its own.
        Assert.Equal(3, answer.Output.Split('\n').Length);
        Assert.Equal(2, XDocument.Load(folder["drawn.svg"]).Descendants().Count(element => element.Name.LocalName == "image"));
    }

    [Fact]
    public void A_report_leads_with_bleu_4_on_its_scale_beside_the_nearest_picture()
    {
        ToolResult written = ToolProcess.Run(model.Folder, "report", "scenes-caption", "--markdown", folder["report.md"]);
        Assert.True(written.ExitCode == 0, written.Error);
        JsonElement root = JsonDocument.Parse(model.Result.Output).RootElement;
        string own = Bleu4(root.GetProperty("metrics")), nearest = Bleu4(root.GetProperty("baselines").GetProperty("nearestPicture"));
        string report = File.ReadAllText(folder["report.md"]);
        Assert.Contains($"\nBLEU-4 {own} (0 to 100) on the test part; nearest picture {nearest}.\n", report, StringComparison.Ordinal);
        Assert.Contains($"| metric | this model | nearest picture |\n| --- | ---: | ---: |\n| BLEU-4 (0 to 100) | {own} | {nearest} |\n| BLEU-1 (0 to 100) | ", report, StringComparison.Ordinal);

        static string Bleu4(JsonElement scores) => scores.GetProperty("bleu4").GetDouble().ToString("0.00", CultureInfo.InvariantCulture);
    }

    [Fact]
    public void Json_holds_the_attention_of_every_word()
    {
        ToolResult answer = ToolProcess.Run(model.Folder, "caption", "scenes-caption", "--scene", "3", "--n-best", "2", "--json");
        string[] lines = answer.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, lines.Length);
        JsonElement root = JsonDocument.Parse(lines[0]).RootElement;
        Assert.Equal(3, root.GetProperty("scene").GetInt32());
        Assert.Equal(root.GetProperty("words").GetArrayLength(), root.GetProperty("attention").GetArrayLength());
        Assert.Equal(36, root.GetProperty("attention")[0].GetArrayLength());
        Assert.NotEqual("", root.GetProperty("reference").GetString());
    }

    [Theory]
    [InlineData(2, "name pictures, or test scenes with --scene", "caption", "scenes-caption")]
    [InlineData(2, "--scene takes whole numbers", "caption", "scenes-caption", "--scene", "-1")]
    [InlineData(2, "--show-attention takes a file that ends in .svg", "caption", "scenes-caption", "--scene", "1", "--show-attention", "x.png")]
    [InlineData(2, "leave --validation and --test out", "train", "--task", "caption", "--validation", "0.2", "-o", "other")]
    [InlineData(2, "--bidirectional", "train", "--task", "caption", "--bidirectional", "-o", "other")]
    [InlineData(1, "captions need two names", "evaluate", "scenes-caption", "elsewhere")]
    [InlineData(1, "expected a model for the task \"translate\"", "translate", "scenes-caption", "a")]
    public void What_is_wrong_is_said(int exitCode, string expected, params string[] arguments)
    {
        ToolResult result = ToolProcess.Run(model.Folder, arguments);
        Assert.Equal((exitCode, ""), (result.ExitCode, result.Output));
        Assert.Contains(expected, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void An_interrupted_run_is_resumed_to_the_model_it_would_have_been()
    {
        ResumedRun.AssertEndsAsTheWhole(model.Folder, ["train", "--task", "caption", .. TrainedCaptioner.Small, "--hard-attention", "--epochs", "3"], folder);
    }
}

/// <summary>A captioner of few scenes, trained once by the tool; it need not be good.</summary>
public sealed class TrainedCaptioner : IDisposable
{
    internal static readonly string[] Small = ["--scenes", "48", "--hidden", "8", "--embedding", "8", "--batch-size", "16"];

    readonly TemporaryFolder folder = new();

    public TrainedCaptioner()
    {
        Result = ToolProcess.Run(folder.Path, ["train", "--task", "caption", "--epochs", "1", "--json", .. Small]);
        Assert.Equal(0, Result.ExitCode);
    }

    /// <summary>What training printed.</summary>
    internal ToolResult Result { get; }

    /// <summary>The folder that holds the model scenes-caption.</summary>
    internal string Folder => folder.Path;

    public void Dispose() => folder.Dispose();
}
