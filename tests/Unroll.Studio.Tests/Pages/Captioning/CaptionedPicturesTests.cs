using Unroll.Studio.Pages.Captioning;

namespace Unroll.Studio.Tests.Pages.Captioning;

public sealed class CaptionedPicturesTests : IDisposable
{
    readonly string folder = Directory.CreateTempSubdirectory("unroll-pictures-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("""{"options":{"side":48,"channels":3,"grid":null}}""", """{"data":"scenes"}""", true)]
    [InlineData("""{"options":{"side":48,"channels":3,"grid":null}}""", null, true)]
    [InlineData("""{"options":{"side":48,"channels":3,"grid":null}}""", """{"data":"photos captions.csv"}""", false)]
    [InlineData("""{"options":{"side":64,"channels":3,"grid":null}}""", null, false)]
    [InlineData("""{"options":{"side":48,"channels":1,"grid":null}}""", null, false)]
    public void Scenes_are_for_models_that_learned_from_them(string configuration, string? results, bool areScenes) =>
        Assert.Equal(new(AreFiles: true, areScenes), Of(configuration, results));

    [Theory]
    [InlineData(true, "unroll caption \"mine\" photo.jpg")]
    [InlineData(false, "unroll caption \"mine\" features.safetensors --image photo.jpg")]
    public void What_reads_features_is_shown_no_picture(bool hasNetwork, string command)
    {
        if (hasNetwork) File.WriteAllText(Path.Combine(folder, "encoder.onnx"), "");
        Assert.Equal(new(AreFiles: false, Command: command), Of("""{"options":{"side":48,"channels":3,"grid":{"rows":2}}}""", null));
    }

    CaptionedPictures Of(string configuration, string? results)
    {
        File.WriteAllText(Path.Combine(folder, "config.json"), configuration);
        if (results is not null) File.WriteAllText(Path.Combine(folder, "results.json"), results);
        return CaptionedPictures.Of(new("mine", folder, "caption", [], "", default, null));
    }
}
