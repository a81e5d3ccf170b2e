using System.Text.Json;
using System.Xml.Linq;

namespace Unroll.Cli.Tests;

/// <summary>Captioners of picture files and of feature grids, with captions from a table.</summary>
[Collection(nameof(PhotoCaptioners))]
public sealed class PhotoCaptionTests(PhotoCaptioners models) : IDisposable
{
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("photos")]
    [InlineData("features.safetensors")]
    public void Training_measures_on_the_pictures_that_the_table_sets_aside(string source)
    {
        ToolResult trained = models.Results[source];
        Assert.True(trained.ExitCode == 0, trained.Error);
        Assert.Contains("18 pictures to learn from with 36 captions, 3 to stop by, 3 to test with", trained.Error, StringComparison.Ordinal);
        Assert.Contains("1 of 25 pictures are not there and are left out, such as 'gone.bmp'", trained.Error, StringComparison.Ordinal);
        JsonElement root = JsonDocument.Parse(trained.Output).RootElement;
        Assert.Equal(("test", 3), (root.GetProperty("measuredOn").GetString(), root.GetProperty("pictures").GetInt32()));
        Assert.InRange(root.GetProperty("baselines").GetProperty("nearestPicture").GetProperty("bleu1").GetDouble(), 1, 101);
    }

    [Fact]
    public void A_photograph_gets_a_caption_and_a_panel_for_each_word()
    {
        ToolResult answer = ToolProcess.Run(models.Folder, "caption", "photos-caption", "photos/3.bmp", "photos/4.bmp", "--json", "--show-attention", folder["drawn.svg"]);
        Assert.True(answer.ExitCode == 0, answer.Error);
        JsonElement[] answers = [.. answer.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];
        Assert.Equal(["photos/3.bmp", "photos/4.bmp"], answers.Select(root => root.GetProperty("image").GetString()));
        int places = answers[0].GetProperty("gridRows").GetInt32() * answers[0].GetProperty("gridColumns").GetInt32();
        Assert.All(answers.SelectMany(root => root.GetProperty("attention").EnumerateArray()), weights => Assert.Equal(places, weights.GetArrayLength()));
        // The picture of each is drawn whole once, and once a word.
        int words = answers.Sum(root => root.GetProperty("words").GetArrayLength());
        Assert.Equal(2 + words, XDocument.Load(folder["drawn.svg"]).Descendants().Count(element => element.Name.LocalName == "use"));
    }

    // No word occurs so often, so the network knows none and ends every caption at once.
    [Fact]
    public void A_caption_without_a_word_is_said_to_be_one()
    {
        ToolResult trained = ToolProcess.Run(models.Folder, [
            "train", "--task", "caption", "photos", "captions.csv", .. PhotoCaptioners.Small[..^1], "1000", "--epochs", "1", "-o", folder["silent"]]);
        Assert.True(trained.ExitCode == 0, trained.Error);
        ToolResult answer = ToolProcess.Run(models.Folder, "caption", folder["silent"], "photos/3.bmp");
        Assert.Equal((0, "\n"), (answer.ExitCode, answer.Output));
        Assert.Equal("photos/3.bmp: the caption is empty; the model ends it before the first word. One that was trained longer, or on more captions, has more to say.",
            Assert.Single(answer.ErrorLines));
    }

    [Fact]
    public void Grids_are_captioned_by_their_names()
    {
        ToolResult some = ToolProcess.Run(models.Folder, "caption", "features-caption", "features.safetensors", "--image", "3.bmp", "7.bmp", "--show-attention", folder["drawn.svg"]);
        Assert.True(some.ExitCode == 0, some.Error);
        Assert.Equal(2, some.Output.Count(c => c == '\n'));
        Assert.Equal(24, ToolProcess.Run(models.Folder, "caption", "features-caption", "features.safetensors").Output.Count(c => c == '\n'));
        Assert.NotEmpty(XDocument.Load(folder["drawn.svg"]).Descendants());
    }

    [Theory]
    [InlineData("photos")]
    [InlineData("features.safetensors")]
    public void Evaluate_takes_the_test_part_of_the_table(string source)
    {
        ToolResult measured = ToolProcess.Run(models.Folder, "evaluate", PhotoCaptioners.ModelOf(source), source, "captions.csv", "--json");
        Assert.True(measured.ExitCode == 0, measured.Error);
        JsonElement trained = JsonDocument.Parse(models.Results[source].Output).RootElement, root = JsonDocument.Parse(measured.Output).RootElement;
        Assert.Equal(3, root.GetProperty("pictures").GetInt32());
        Assert.Equal(trained.GetProperty("metrics").GetProperty("loss").GetDouble(), root.GetProperty("metrics").GetProperty("loss").GetDouble());
    }

    [Theory]
    [InlineData("photos")]
    [InlineData("features.safetensors")]
    public void An_interrupted_run_is_resumed_to_the_model_it_would_have_been(string source)
    {
        ResumedRun.AssertEndsAsTheWhole(models.Folder, ["train", "--task", "caption", source, "captions.csv", .. PhotoCaptioners.Small, "--epochs", "30"], folder);
    }

    [Fact]
    public void An_exported_captioner_agrees_in_both_of_its_files()
    {
        ToolResult exported = ToolProcess.Run(models.Folder, "export", "photos-caption", "--onnx", folder["photos.onnx"], "--json");
        Assert.True(exported.ExitCode == 0, exported.Error);
        JsonElement[] files = [.. JsonDocument.Parse(exported.Output).RootElement.GetProperty("files").EnumerateArray()];
        Assert.Equal([folder["photos.encoder.onnx"], folder["photos.decoder.onnx"]], files.Select(file => file.GetProperty("file").GetString()));
        Assert.All(files, file => Assert.InRange(file.GetProperty("largestDifference").GetDouble(), 0, 1e-5));
    }

    [Theory]
    [InlineData(2, "name pictures, or test scenes with --scene, and not both", "caption", "photos-caption")]
    [InlineData(2, "name pictures, or test scenes with --scene, and not both", "caption", "photos-caption", "photos/3.bmp", "--scene", "1")]
    [InlineData(2, "--scene is for models that learned from scenes, and photos-caption reads other pictures; name one of them", "caption", "photos-caption", "--scene", "1")]
    [InlineData(2, "--scene is for models that learned from scenes, and features-caption reads other pictures; name one of them", "caption", "features-caption", "--scene", "1")]
    [InlineData(2, "--image is for models that learned from feature grids", "caption", "photos-caption", "photos/3.bmp", "--image", "3.bmp")]
    [InlineData(2, "name one file of them, and the pictures in it with --image", "caption", "features-caption", "a", "b")]
    [InlineData(1, "features.safetensors: no grid of the name 'x.bmp'", "caption", "features-caption", "features.safetensors", "--image", "x.bmp")]
    [InlineData(1, "photos/gone.bmp: no such file", "caption", "photos-caption", "photos/gone.bmp")]
    [InlineData(1, "captions.csv: no picture of a known format", "caption", "photos-caption", "captions.csv")]
    [InlineData(1, "photos: captions need two names", "train", "--task", "caption", "photos", "-o", "other")]
    [InlineData(1, "nowhere: no such folder of pictures", "train", "--task", "caption", "nowhere", "captions.csv", "-o", "other")]
    [InlineData(1, "captions.csv photos: the pictures come first and the table of captions second: photos captions.csv", "train", "--task", "caption", "captions.csv", "photos", "-o", "other")]
    [InlineData(1, "the pictures come first and the table of captions second: photos captions.csv", "evaluate", "photos-caption", "captions.csv", "photos")]
    [InlineData(1, "the pictures come first and the table of captions second: features.safetensors captions.csv", "train", "--task", "caption", "captions.csv", "features.safetensors", "-o", "other")]
    [InlineData(1, "nothing.csv: no such table of captions", "train", "--task", "caption", "photos", "nothing.csv", "-o", "other")]
    [InlineData(1, "says itself which pictures are for validation and test", "train", "--task", "caption", "photos", "captions.csv", "--test", "0.2", "-o", "other")]
    [InlineData(2, "--validation takes a share for --task caption, got 'more.csv'", "train", "--task", "caption", "photos", "captions.csv", "--validation", "more.csv", "-o", "other")]
    [InlineData(2, "--validation 0 leaves nothing to stop by", "train", "--task", "caption", "photos", "captions.csv", "--validation", "0", "-o", "other")]
    [InlineData(2, "--image-size takes a multiple of 8", "train", "--task", "caption", "photos", "captions.csv", "--image-size", "50", "-o", "other")]
    [InlineData(2, "--image-size is for pictures, and features.safetensors is a file", "train", "--task", "caption", "features.safetensors", "captions.csv", "--image-size", "64", "-o", "other")]
    [InlineData(2, "--scenes is for scenes", "train", "--task", "caption", "photos", "captions.csv", "--scenes", "50", "-o", "other")]
    [InlineData(2, "--min-frequency is for pictures with a table", "train", "--task", "caption", "--min-frequency", "2", "-o", "other")]
    [InlineData(1, "a captioner reads pictures and no texts", "export", "photos-caption", "--onnx", "other", "--texts", "captions.csv")]
    [InlineData(1, "is a picture; this captioner reads feature grids", "evaluate", "features-caption", "scenes")]
    public void What_is_wrong_is_said(int exitCode, string expected, params string[] arguments)
    {
        ToolResult result = ToolProcess.Run(models.Folder, arguments);
        Assert.Equal((exitCode, ""), (result.ExitCode, result.Output));
        Assert.Contains(expected, result.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(models.Folder, "other")));
    }
}

/// <summary>The tests that use these captioners run one after the other, so that they are trained once for all.</summary>
[CollectionDefinition(nameof(PhotoCaptioners))]
public sealed class SharedPhotoCaptioners : ICollectionFixture<PhotoCaptioners>;

/// <summary>Small pictures, bright at the left or at the right, their feature grids, and a captioner of each, trained once by the tool.</summary>
public sealed class PhotoCaptioners : IDisposable
{
    internal static readonly string[] Small = ["--hidden", "8", "--embedding", "8", "--batch-size", "4", "--min-frequency", "1"];

    const int Side = 24, Count = 24;

    readonly TemporaryFolder folder = new();

    public PhotoCaptioners()
    {
        Directory.CreateDirectory(folder["photos"]);
        List<string> rows = ["image,split,caption"];
        for (int i = 0; i < Count; i++)
        {
            bool left = i % 2 == 0;
            File.WriteAllBytes(folder[$"photos/{i}.bmp"], Bitmap(left, (byte)(100 + 5 * i)));
            string part = i < 18 ? "train" : i < 21 ? "val" : "test", side = left ? "left" : "right";
            rows.Add($"{i}.bmp,{part},light at the {side}");
            rows.Add($"{i}.bmp,{part},\"dark, but for the {side}\"");
        }
        rows.Add("gone.bmp,train,nothing");
        File.WriteAllLines(folder["captions.csv"], rows);
        File.WriteAllBytes(folder["features.safetensors"], Grids());
        Results = new[] { "photos", "features.safetensors" }.ToDictionary(source => source, source => ToolProcess.Run(
            folder.Path, ["train", "--task", "caption", source, "captions.csv", .. Small, "--epochs", "1", "--json", .. source == "photos" ? (string[])["--image-size", "24"] : []]));
    }

    /// <summary>What training printed, by what it learned from.</summary>
    internal IReadOnlyDictionary<string, ToolResult> Results { get; }

    /// <summary>The folder that holds photos, features.safetensors, captions.csv and the models.</summary>
    internal string Folder => folder.Path;

    /// <summary>The name of a model.</summary>
    internal static string ModelOf(string source) => $"{Path.GetFileNameWithoutExtension(source)}-caption";

    public void Dispose() => folder.Dispose();

    // 24 bits a pixel, rows from the bottom up, no padding since a row has a multiple of 4 bytes.
    static byte[] Bitmap(bool left, byte light)
    {
        const int header = 54;
        using MemoryStream stream = new();
        using BinaryWriter writer = new(stream);
        writer.Write("BM"u8);
        foreach (int number in new[] { header + 3 * Side * Side, 0, header, 40, Side, Side, 1 | 24 << 16, 0, 3 * Side * Side, 2835, 2835, 0, 0 }) writer.Write(number);
        for (int pixel = 0; pixel < Side * Side; pixel++)
        {
            byte value = pixel % Side < Side / 2 == left ? light : (byte)10;
            writer.Write([value, value, value]);
        }
        return stream.ToArray();
    }

    // The file format itself: the length of the header, the header, the numbers. Each grid has 1 by 2 places of 3 features.
    static byte[] Grids()
    {
        const int bytes = 2 * 3 * sizeof(float);
        byte[] header = JsonSerializer.SerializeToUtf8Bytes(Enumerable.Range(0, Count).ToDictionary(
            i => $"{i}.bmp", i => new { dtype = "F32", shape = new[] { 1, 2, 3 }, data_offsets = new[] { i * bytes, (i + 1) * bytes } }));
        using MemoryStream stream = new();
        using BinaryWriter writer = new(stream);
        writer.Write((long)header.Length);
        writer.Write(header);
        foreach (float value in Enumerable.Range(0, Count * 6).Select(i => i / 6 % 2 == i / 3 % 2 ? 1f : i % 3)) writer.Write(value);
        return stream.ToArray();
    }
}
