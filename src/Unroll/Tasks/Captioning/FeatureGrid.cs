using Unroll.Training;

namespace Unroll.Tasks.Captioning;

/// <summary>Sizes of a feature grid.</summary>
/// <param name="Rows">Places from top to bottom, 1 or more.</param>
/// <param name="Columns">Places from left to right, 1 or more.</param>
/// <param name="Features">Length of the vector at each place, 1 or more.</param>
public sealed record GridShape(int Rows, int Columns, int Features)
{
    /// <summary>Places from top to bottom; 1 or more.</summary>
    public int Rows { get; init => field = Limits.AtLeastOne(value, nameof(Rows)); } = Limits.AtLeastOne(Rows, nameof(Rows));

    /// <summary>Places from left to right; 1 or more.</summary>
    public int Columns { get; init => field = Limits.AtLeastOne(value, nameof(Columns)); } = Limits.AtLeastOne(Columns, nameof(Columns));

    /// <summary>Length of the vector at each place; 1 or more.</summary>
    public int Features { get; init => field = Limits.AtLeastOne(value, nameof(Features)); } = Limits.AtLeastOne(Features, nameof(Features));

    /// <summary>Numbers in a grid.</summary>
    internal long Count => (long)Rows * Columns * Features;

    /// <summary>The sizes.</summary>
    public override string ToString() => $"{Rows} by {Columns} places of {Features} features";
}

/// <summary>What another network made of a picture: a vector for each place of a grid, in place of the picture.</summary>
public sealed class FeatureGrid : CaptionSubject
{
    readonly string origin;
    readonly Action<Span<float>> read;

    /// <summary>A grid in memory.</summary>
    /// <param name="shape">Its sizes.</param>
    /// <param name="values">[rows, columns, features], row-major and finite.</param>
    /// <exception cref="ArgumentException">There are not as many numbers as the sizes say.</exception>
    public FeatureGrid(GridShape shape, ReadOnlySpan<float> values)
        : this(shape, "feature grid", Copying(shape, values.ToArray()))
    {
    }

    /// <summary>A grid whose numbers are read when they are asked for.</summary>
    internal FeatureGrid(GridShape shape, string origin, Action<Span<float>> read) => (Shape, this.origin, this.read) = (shape, origin, read);

    /// <summary>Its sizes.</summary>
    public GridShape Shape { get; }

    /// <summary>Writes the numbers, [rows, columns, features], row-major.</summary>
    /// <param name="destination">Rows · columns · features long.</param>
    /// <exception cref="ArgumentException">The destination has another length.</exception>
    /// <exception cref="InvalidDataException">A number is not finite, or the file that holds them has been cut short meanwhile.</exception>
    public void CopyTo(Span<float> destination)
    {
        if (destination.Length != Shape.Count)
        {
            throw new ArgumentException($"A grid of {Shape} has {Shape.Count} numbers; the destination has {destination.Length}.", nameof(destination));
        }

        read(destination);
        for (int i = 0; i < destination.Length; i++)
        {
            if (!float.IsFinite(destination[i]))
            {
                throw new InvalidDataException($"{origin}: feature {i % Shape.Features} of place {i / Shape.Features} is {destination[i]}; features have to be finite.");
            }
        }
    }

    /// <summary>The sizes.</summary>
    public override string ToString() => $"FeatureGrid({Shape})";

    static Action<Span<float>> Copying(GridShape shape, float[] values) => values.Length == shape.Count
        ? destination => values.CopyTo(destination)
        : throw new ArgumentException($"A grid of {shape} has {shape.Count} numbers, got {values.Length}.", nameof(values));
}
