namespace Unroll.Tasks.Captioning.Scenes;

/// <summary>What an object is; in the order in which a caption names them.</summary>
enum SceneShape
{
    Circle,
    Cross,
    Square,
    Triangle,
}

/// <summary>The colour of an object; in the order in which a caption names objects of one shape.</summary>
enum SceneColor
{
    Blue,
    Green,
    Red,
    White,
    Yellow,
}

/// <summary>An object of a scene.</summary>
/// <param name="Shape">What it is.</param>
/// <param name="Color">Its colour.</param>
/// <param name="X">Column of its middle, in pixels.</param>
/// <param name="Y">Row of its middle, in pixels.</param>
/// <param name="Radius">Half its width and height, in pixels.</param>
readonly record struct SceneObject(SceneShape Shape, SceneColor Color, float X, float Y, float Radius)
{
    // Objects stay apart by this many pixels.
    const float Gap = 1;

    internal PictureBox Box => new(X - Radius, Y - Radius, X + Radius, Y + Radius);

    internal string Name => $"{Color} {Shape}".ToLowerInvariant();

    internal string Plural => Shape == SceneShape.Cross ? $"{Name}es" : $"{Name}s";

    internal bool Meets(SceneObject other) =>
        Math.Abs(X - other.X) < Radius + other.Radius + Gap && Math.Abs(Y - other.Y) < Radius + other.Radius + Gap;

    /// <summary>Whether it covers a point.</summary>
    internal bool Covers(float x, float y)
    {
        (float right, float down) = (x - X, y - Y);
        return Math.Abs(right) <= Radius && Math.Abs(down) <= Radius && Shape switch
        {
            SceneShape.Circle => right * right + down * down <= Radius * Radius,
            SceneShape.Cross => Math.Abs(right) <= Radius / 3 || Math.Abs(down) <= Radius / 3,
            SceneShape.Triangle => Math.Abs(right) <= (down + Radius) / 2,
            _ => true,
        };
    }
}

/// <summary>A few words of a caption, and the objects that they name.</summary>
/// <param name="Text">One word or more.</param>
/// <param name="Objects">Which objects; none for words that name nothing.</param>
readonly record struct ScenePhrase(string Text, int[] Objects);

/// <summary>Objects and how they are described.</summary>
/// <param name="Objects">The objects; none covers another.</param>
/// <param name="Phrases">The caption, in pieces.</param>
sealed record Scene(IReadOnlyList<SceneObject> Objects, IReadOnlyList<ScenePhrase> Phrases)
{
    internal string Caption => string.Join(' ', Phrases.Select(phrase => phrase.Text));

    /// <summary>For each word of the caption the boxes of what it names.</summary>
    internal IReadOnlyList<IReadOnlyList<PictureBox>> Places => [.. Phrases.SelectMany(phrase =>
        phrase.Text.Split(' ').Select(_ => (IReadOnlyList<PictureBox>)[.. phrase.Objects.Select(index => Objects[index].Box)]))];
}
