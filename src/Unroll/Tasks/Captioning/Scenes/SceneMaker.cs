using Unroll.Tensors;

namespace Unroll.Tasks.Captioning.Scenes;

/// <summary>
/// Makes up scenes: one object with its size and place, two and how they lie to each other, or several of a kind. Of one picture there is one
/// caption: which object comes first follows from what the objects are.
/// </summary>
/// <param name="side">Pixels of the picture in each direction.</param>
sealed class SceneMaker(int side)
{
    const int Tries = 50;

    static readonly string[] Numbers = ["", "a", "two", "three", "four"];
    static readonly string[] Rows = ["top", "middle", "bottom"], Columns = ["left", "middle", "right"];
    static readonly int Shapes = Enum.GetValues<SceneShape>().Length, Colors = Enum.GetValues<SceneColor>().Length;

    /// <summary>The next scene.</summary>
    internal Scene Make(RandomSource random)
    {
        while (true)
        {
            Scene? scene = random.NextInt(3) switch
            {
                0 => Alone(random),
                1 => Pair(random),
                _ => Several(random),
            };
            if (scene is not null)
            {
                return scene;
            }
        }
    }

    // "a large red circle at the top left"
    Scene Alone(RandomSource random)
    {
        (SceneShape shape, SceneColor color) = Kind(random);
        bool isLarge = random.NextInt(2) == 1;
        (int row, int column) = (random.NextInt(3), random.NextInt(3));
        float radius = (isLarge ? random.NextUniform(8.5f, 10) : random.NextUniform(4, 5.5f)) * side / 48f, third = side / 3f, away = side / 16f;
        SceneObject alone = new(shape, color, Place(column, radius), Place(row, radius), radius);
        string place = (row, column) switch
        {
            (1, 1) => "in the middle",
            (1, _) => $"at the {Columns[column]}",
            (_, 1) => $"at the {Rows[row]}",
            _ => $"at the {Rows[row]} {Columns[column]}",
        };
        return new([alone], [new("a", []), new($"{(isLarge ? "large" : "small")} {alone.Name}", [0]), new(place, [])]);

        float Place(int third_, float least) =>
            Math.Clamp(third * (third_ + 0.5f) + random.NextUniform(-away, away), least, side - least);
    }

    // "a red circle left of a blue square"
    Scene? Pair(RandomSource random)
    {
        ((SceneShape, SceneColor) one, (SceneShape, SceneColor) two) = (Kind(random), Kind(random));
        if (one == two)
        {
            return null;
        }

        (one, two) = one.CompareTo(two) < 0 ? (one, two) : (two, one);
        for (int tries = 0; tries < Tries; tries++)
        {
            SceneObject a = Anywhere(one, 5, 7.5f, random), b = Anywhere(two, 5, 7.5f, random);
            if (!a.Meets(b) && Relation(b.X - a.X, b.Y - a.Y) is { } relation)
            {
                return new([a, b], [new("a", []), new(a.Name, [0]), new(relation, []), new("a", []), new(b.Name, [1])]);
            }
        }

        return null;
    }

    // Null where it is not clear to the eye.
    string? Relation(float right, float down) => (Math.Abs(right) - Math.Abs(down)) switch
    {
        var more when more > side / 6f => right > 0 ? "left of" : "right of",
        var more when more < -side / 6f => down > 0 ? "above" : "below",
        _ => null,
    };

    // "three red circles", "two red circles and a blue square"
    Scene? Several(RandomSource random)
    {
        int count = 2 + random.NextInt(3);
        bool hasAnother = count < 4 && random.NextInt(2) == 1;
        ((SceneShape, SceneColor) kind, (SceneShape, SceneColor) other) = (Kind(random), Kind(random));
        if (kind == other)
        {
            return null;
        }

        List<SceneObject> objects = [];
        for (int tries = 0; objects.Count < count + (hasAnother ? 1 : 0); tries++)
        {
            SceneObject next = Anywhere(objects.Count < count ? kind : other, 4.5f, 6, random);
            if (tries == Tries)
            {
                return null;
            }

            if (!objects.Any(next.Meets))
            {
                objects.Add(next);
            }
        }

        ScenePhrase several = new($"{Numbers[count]} {objects[0].Plural}", [.. Enumerable.Range(0, count)]);
        return new(objects, hasAnother ? [several, new("and a", []), new(objects[^1].Name, [count])] : [several]);
    }

    static (SceneShape, SceneColor) Kind(RandomSource random) => ((SceneShape)random.NextInt(Shapes), (SceneColor)random.NextInt(Colors));

    SceneObject Anywhere((SceneShape Shape, SceneColor Color) kind, float least, float most, RandomSource random)
    {
        float radius = random.NextUniform(least, most) * side / 48f;
        return new(kind.Shape, kind.Color, random.NextUniform(radius, side - radius), random.NextUniform(radius, side - radius), radius);
    }
}
