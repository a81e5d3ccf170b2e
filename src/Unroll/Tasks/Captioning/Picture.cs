namespace Unroll.Tasks.Captioning;

/// <summary>A picture as bytes.</summary>
public sealed class Picture : CaptionSubject
{
    readonly byte[] values;

    /// <summary>A picture from its bytes.</summary>
    /// <param name="channels">Colours: 3 for red, green and blue, 1 for grey.</param>
    /// <param name="height">Rows, 1 or more.</param>
    /// <param name="width">Columns, 1 or more.</param>
    /// <param name="values">[channels, height, width], row-major; 0 for dark, 255 for bright.</param>
    /// <exception cref="ArgumentException">There are not as many bytes as the sizes say.</exception>
    public Picture(int channels, int height, int width, ReadOnlySpan<byte> values)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(channels, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        if (values.Length != (long)channels * height * width)
        {
            throw new ArgumentException($"A picture of {channels} × {height} × {width} has {(long)channels * height * width} bytes, got {values.Length}.", nameof(values));
        }

        (Channels, Height, Width, this.values) = (channels, height, width, values.ToArray());
    }

    /// <summary>Colours.</summary>
    public int Channels { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>Columns.</summary>
    public int Width { get; }

    /// <summary>[channels, height, width], row-major.</summary>
    public ReadOnlySpan<byte> Values => values;

    /// <summary>The sizes.</summary>
    public override string ToString() => $"Picture({Channels} × {Height} × {Width})";
}

/// <summary>A part of a picture, in pixels.</summary>
/// <param name="Left">Its first column.</param>
/// <param name="Top">Its first row.</param>
/// <param name="Right">The column behind its last.</param>
/// <param name="Bottom">The row behind its last.</param>
public readonly record struct PictureBox(float Left, float Top, float Right, float Bottom);
