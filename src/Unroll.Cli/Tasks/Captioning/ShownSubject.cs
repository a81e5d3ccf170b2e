using Unroll.Tasks.Captioning;
using Unroll.Tasks.Captioning.Scenes;

namespace Unroll.Cli.Tasks.Captioning;

/// <summary>What a user wants a caption of.</summary>
/// <param name="Name">The file of the picture, or its name in a file of feature grids; null for scenes.</param>
/// <param name="Scene">The number of the scene; null for pictures.</param>
/// <param name="Subject">What the captioner reads.</param>
/// <param name="Reference">What is true of it, where known.</param>
/// <param name="Draw">The picture as a person wants to see it.</param>
sealed record ShownSubject(string? Name, int? Scene, CaptionSubject Subject, string? Reference, Func<Picture> Draw)
{
    const byte White = 255;

    /// <summary>A test scene.</summary>
    internal static ShownSubject OfScene(int number)
    {
        CaptionedPicture scene = SceneDataset.Scene(ScenePart.Test, number);
        return new(null, number, scene.Picture, scene.Captions[0], () => scene.Picture);
    }

    /// <summary>A picture's file.</summary>
    /// <exception cref="InvalidDataException">The file is missing or no picture.</exception>
    internal static ShownSubject OfFile(string path, PictureReader reader) => new(path, null, reader.Read(path), null, () => PictureReader.ToDraw(path));

    /// <summary>Grids of a file; all of them where no name is given.</summary>
    /// <exception cref="InvalidDataException">There is no grid of a name.</exception>
    internal static IEnumerable<ShownSubject> OfGrids(FeatureGrids grids, IReadOnlyList<string> names) => (names.Count > 0 ? names : grids.Names).Select(name =>
        new ShownSubject(name, null, grids.Find(name) ?? throw new InvalidDataException($"{grids.Origin}: no grid of the name '{name}'; the first is '{grids.Names[0]}'."), null, Blank));

    // The picture behind a grid is not known; its places are.
    static Picture Blank() => new(1, 1, 1, [White]);
}
