using System.Security.Cryptography;
using System.Text;
using Unroll.Tensors;

namespace Unroll.Tasks.Captioning.Scenes;

/// <summary>A part of the scenes.</summary>
public enum ScenePart
{
    /// <summary>What is learned from.</summary>
    Training,

    /// <summary>What says when to stop.</summary>
    Validation,

    /// <summary>What a finished model is measured on.</summary>
    Test,
}

/// <summary>
/// Pictures that this program draws: coloured shapes with their sizes, places, numbers and how they lie to each other, and a caption of which the
/// true place of every word is known. Which part a scene is in follows from its caption, so no caption of one part occurs in another: whoever
/// captions a test scene rightly has put words together as they never stood in training.
/// </summary>
public static class SceneDataset
{
    /// <summary>What a user types for this data set.</summary>
    public const string Name = "scenes";

    /// <summary>Pictures in each direction have this many pixels.</summary>
    public const int Side = 48;

    // Of ten captions one is for validation and one for the test.
    const int Shares = 10;

    /// <summary>The number of scenes in a part when nothing is said.</summary>
    /// <param name="part">The part.</param>
    public static int DefaultCount(ScenePart part) => part == ScenePart.Training ? 6000 : 500;

    /// <summary>Draws scenes. The n-th of a part is a function of the seed, the part and n.</summary>
    /// <param name="part">Which part.</param>
    /// <param name="count">How many; null for <see cref="DefaultCount"/>.</param>
    /// <param name="seed">The same seed draws the same pictures.</param>
    public static CaptionDataset Create(ScenePart part, int? count = null, ulong seed = 1)
    {
        CaptionedPicture[] pictures = new CaptionedPicture[count ?? DefaultCount(part)];
        for (int i = 0; i < pictures.Length; i++)
        {
            pictures[i] = Scene(part, i, seed);
        }

        return new(Name, pictures);
    }

    /// <summary>Draws one scene.</summary>
    /// <param name="part">Which part.</param>
    /// <param name="number">Its number within the part, 0 for the first.</param>
    /// <param name="seed">The same seed draws the same picture.</param>
    public static CaptionedPicture Scene(ScenePart part, int number, ulong seed = 1)
    {
        RandomSource random = new RandomSource(seed).Stream(Name).Stream((long)part).Stream(number);
        SceneMaker maker = new(Side);
        Scene scene;
        do
        {
            scene = maker.Make(random);
        }
        while (PartOf(scene.Caption) != part);
        return new(SceneDrawing.Draw(scene, Side, random), [scene.Caption], scene.Places);
    }

    /// <summary>The one part that a caption may occur in.</summary>
    internal static ScenePart PartOf(string caption) => (SHA256.HashData(Encoding.UTF8.GetBytes(caption))[0] % Shares) switch
    {
        0 => ScenePart.Test,
        1 => ScenePart.Validation,
        _ => ScenePart.Training,
    };
}
