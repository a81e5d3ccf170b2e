using Unroll.Cli.Output;
using Unroll.Tasks.Captioning;
using Unroll.Tasks.Captioning.Scenes;

namespace Unroll.Cli.Tasks.Captioning;

/// <summary>What a user names as pictures with captions.</summary>
static class PictureSource
{
    /// <summary>A part of the scenes.</summary>
    /// <param name="data">Their name.</param>
    /// <param name="part">Which part.</param>
    /// <param name="count">How many; null for as many as there are by default.</param>
    /// <exception cref="InvalidDataException">There are no such pictures.</exception>
    internal static CaptionDataset Load(string data, ScenePart part, int? count = null)
    {
        if (data != SceneDataset.Name)
        {
            throw new InvalidDataException($"{data}: no pictures of this name; known are {SceneDataset.Name}, which this program draws itself.");
        }
        using Waiting waiting = new($"drawing {data}");
        return SceneDataset.Create(part, count);
    }
}
