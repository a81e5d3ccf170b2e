using SkiaSharp;
using Unroll.Tasks.Captioning;

namespace Unroll.Images;

/// <summary>From the bytes of a file to an upright picture; the only place that knows SkiaSharp.</summary>
static class PictureDecoder
{
    const int BytesOfPixel = 4, Channels = 3, White = 255;

    /// <summary>A picture in red, green and blue, upright, on white where it is transparent. Of several frames the first.</summary>
    internal static Picture Decode(ReadOnlySpan<byte> content, string origin)
    {
        if (content.Length > PictureFile.MostBytes)
        {
            throw new InvalidDataException($"{origin}: {content.Length} bytes; a picture has at most {PictureFile.MostBytes}.");
        }

        try
        {
            using SKData data = SKData.CreateCopy(content);
            using SKCodec? codec = SKCodec.Create(data);
            return codec is null
                ? throw new InvalidDataException($"{origin}: no picture of a known format, or damaged; expected JPEG, PNG, WebP, GIF or BMP.")
                : Upright(Pixels(codec, origin), codec.Info.Width, codec.Info.Height, codec.EncodedOrigin);
        }
        catch (Exception e) when (e is TypeInitializationException or DllNotFoundException)
        {
            throw new PlatformNotSupportedException("picture files need SkiaSharp's native library, which does not run on this system.", e);
        }
    }

    /// <summary>[height, width, 4] as stored: red, green, blue and how opaque.</summary>
    static byte[] Pixels(SKCodec codec, string origin)
    {
        (int width, int height) = (codec.Info.Width, codec.Info.Height);
        if (width < 1 || height < 1 || (long)width * height > PictureFile.MostPixels)
        {
            throw new InvalidDataException($"{origin}: {width} by {height} pixels; a picture has at most {PictureFile.MostPixels} in all. Scale it down first.");
        }

        SKImageInfo wanted = new(width, height, SKColorType.Rgba8888, codec.Info.IsOpaque ? SKAlphaType.Opaque : SKAlphaType.Unpremul);
        SKCodecResult result = codec.GetPixels(wanted, out byte[] pixels);
        return result switch
        {
            SKCodecResult.Success => pixels,
            SKCodecResult.IncompleteInput => throw new InvalidDataException($"{origin}: the picture is cut short; copy the file again."),
            _ => throw new InvalidDataException($"{origin}: the picture is damaged and cannot be decoded ({result})."),
        };
    }

    /// <summary>Planes of colours, turned as the EXIF data says.</summary>
    static Picture Upright(ReadOnlySpan<byte> pixels, int width, int height, SKEncodedOrigin origin)
    {
        bool isTurned = origin is SKEncodedOrigin.LeftTop or SKEncodedOrigin.RightTop or SKEncodedOrigin.RightBottom or SKEncodedOrigin.LeftBottom;
        (int rows, int columns) = isTurned ? (width, height) : (height, width);
        byte[] values = new byte[Channels * rows * columns];
        for (int y = 0; y < rows; y++)
        {
            for (int x = 0; x < columns; x++)
            {
                (int row, int column) = Stored(y, x, height, width, origin);
                ReadOnlySpan<byte> pixel = pixels.Slice((row * width + column) * BytesOfPixel, BytesOfPixel);
                int opaque = pixel[Channels];
                for (int channel = 0; channel < Channels; channel++)
                {
                    // Half a step is added, so that the division rounds.
                    values[(channel * rows + y) * columns + x] = (byte)((pixel[channel] * opaque + White * (White - opaque) + White / 2) / White);
                }
            }
        }

        return new(Channels, rows, columns, values);
    }

    /// <summary>Where the pixel of an upright picture is stored; an origin says where row 0 and column 0 of the file lie: EXIF 2.3, tag 274.</summary>
    static (int Row, int Column) Stored(int y, int x, int height, int width, SKEncodedOrigin origin) => origin switch
    {
        SKEncodedOrigin.TopRight => (y, width - 1 - x),
        SKEncodedOrigin.BottomRight => (height - 1 - y, width - 1 - x),
        SKEncodedOrigin.BottomLeft => (height - 1 - y, x),
        SKEncodedOrigin.LeftTop => (x, y),
        SKEncodedOrigin.RightTop => (height - 1 - x, y),
        SKEncodedOrigin.RightBottom => (height - 1 - x, width - 1 - y),
        SKEncodedOrigin.LeftBottom => (x, width - 1 - y),
        _ => (y, x),
    };
}
