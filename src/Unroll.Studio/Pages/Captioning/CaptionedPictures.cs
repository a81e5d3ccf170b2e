using System.Text.Json;
using Unroll.Studio.Pages.Models;
using Unroll.Tasks;
using Unroll.Tasks.Captioning.Scenes;

namespace Unroll.Studio.Pages.Captioning;

/// <summary>Which pictures a captioner can be shown.</summary>
/// <param name="AreFiles">Whether it reads pictures, and not features that another network makes of them.</param>
/// <param name="AreScenes">Whether it learned from those that the program draws.</param>
/// <param name="Command">What captions pictures that cannot be shown here.</param>
sealed record CaptionedPictures(bool AreFiles, bool AreScenes = false, string Command = "")
{
    internal static CaptionedPictures Of(ModelEntry entry) => ModelFacts.Options(entry.Path, options =>
        options.TryGetProperty("grid", out JsonElement grid) && grid.ValueKind == JsonValueKind.Object
            ? new CaptionedPictures(AreFiles: false, Command: $"unroll caption \"{entry.Name}\" {(File.Exists(ModelFolder.EncoderPathIn(entry.Path)) ? "photo.jpg" : "features.safetensors --image photo.jpg")}")
            : new(AreFiles: true, AreScenes: ModelFacts.Number(options, "side") == SceneDataset.Side && ModelFacts.Number(options, "channels") == 3
                && ModelFacts.LearnedFrom(entry.Path) is null or SceneDataset.Name)) ?? new(AreFiles: true);
}
