using System.Globalization;
using Unroll.Cli.Tasks.Captioning;
using Unroll.Formats.Onnx;
using Unroll.Tasks.Captioning;

namespace Unroll.Cli.Onnx;

/// <summary>A network for pictures that somebody else trained, cut off where its values still say which place they belong to.</summary>
sealed class VisionEncoder : IDisposable
{
    const int Rgb = 3, UsualSide = 224;

    // Mean and deviation of the colours of the pictures that most such networks learned from, from 0 to 1 (ImageNet).
    static readonly float[] Mean = [0.485f, 0.456f, 0.406f], Deviation = [0.229f, 0.224f, 0.225f];

    readonly RuntimeSession session;
    readonly string source, input, output;
    readonly PixelScale scale;
    readonly bool channelsLast;
    readonly int side;

    /// <summary>Opens a network that was cut off.</summary>
    /// <param name="model">Its bytes: one input of pictures, one output.</param>
    /// <param name="scale">What the network expects of pixels.</param>
    /// <param name="source">What messages call it.</param>
    /// <exception cref="InvalidDataException">ONNX Runtime refuses it, or it reads no pictures.</exception>
    internal VisionEncoder(byte[] model, PixelScale scale, string source)
    {
        (this.scale, this.source) = (scale, source);
        session = new(model, source);
        try
        {
            (input, int[] sizes) = session.OnlyFloatInput();
            output = session.OnlyOutput();
            channelsLast = sizes is [_, _, _, Rgb];
            if (!channelsLast && sizes is not [_, Rgb, _, _])
            {
                throw new InvalidDataException($"{source}: reads [{string.Join(", ", sizes)}]; expected pictures, [batch, 3, height, width] or [batch, height, width, 3].");
            }
            int height = sizes[channelsLast ? 1 : 2], width = sizes[channelsLast ? 2 : 3];
            if (height != width) throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"{source}: reads pictures of {height} by {width}; expected squares."));
            side = height > 0 ? height : UsualSide;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>Height and width of the pictures that it reads.</summary>
    internal int Side => side;

    public void Dispose() => session.Dispose();

    /// <summary>A picture as a grid of features.</summary>
    /// <param name="picture">In red, green and blue, of the side that is read.</param>
    /// <exception cref="InvalidDataException">What the network makes of it is no grid.</exception>
    internal FeatureGrid Encode(Picture picture)
    {
        OnnxTensor pixels = channelsLast ? OnnxTensor.Of(input, Scaled(picture), 1, side, side, Rgb) : OnnxTensor.Of(input, Scaled(picture), 1, Rgb, side, side);
        OnnxTensor result = session.Run([pixels], [output])[0];
        int[] sizes = [.. result.Dimensions.Select(size => (int)size)];
        return sizes switch
        {
            [1, var rows, var columns, var features] when channelsLast => new(new(rows, columns, features), result.Floats),
            [1, var features, var rows, var columns] => new(new(rows, columns, features), PlacesFirst(result.Floats, features)),
            // Transformers for pictures: a square of places, before it often one more for the picture as a whole.
            [1, var places, var features] when Root(places) is { } whole => new(new(whole, whole, features), result.Floats),
            [1, var places, var features] when Root(places - 1) is { } whole => new(new(whole, whole, features), result.Floats[features..]),
            _ => throw new InvalidDataException(
                $"{source}: '{output}' is [{string.Join(", ", sizes)}]; expected a grid for one picture, [1, features, rows, columns] or [1, places, features]; name a node before the pooling with --encoder-output."),
        };
    }

    float[] Scaled(Picture picture)
    {
        ReadOnlySpan<byte> bytes = picture.Values;
        float[] values = new float[bytes.Length];
        int plane = side * side;
        for (int i = 0; i < bytes.Length; i++)
        {
            int channel = i / plane;
            float value = scale switch
            {
                PixelScale.ImageNet => (bytes[i] / 255f - Mean[channel]) / Deviation[channel],
                PixelScale.Unit => bytes[i] / 255f,
                PixelScale.Signed => bytes[i] / 127.5f - 1,
                _ => bytes[i],
            };
            values[channelsLast ? i % plane * Rgb + channel : i] = value;
        }
        return values;
    }

    static float[] PlacesFirst(ReadOnlySpan<float> values, int features)
    {
        float[] turned = new float[values.Length];
        int places = values.Length / features;
        for (int i = 0; i < values.Length; i++)
        {
            turned[i % places * features + i / places] = values[i];
        }
        return turned;
    }

    static int? Root(int places) => (int)Math.Sqrt(places) is var side and > 1 && side * side == places ? side : null;
}
