using System.Buffers.Binary;
using SkiaSharp;
using Unroll.Tasks.Captioning;
using Unroll.Tensors;
using Unroll.Tests.Formats;

namespace Unroll.Images.Tests;

public sealed class PictureFileTests : IDisposable
{
    // Blocks of a size that JPEG keeps apart.
    const int Block = 16;

    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(SKEncodedImageFormat.Png, 0)]
    [InlineData(SKEncodedImageFormat.Webp, 12)]
    [InlineData(SKEncodedImageFormat.Jpeg, 12)]
    public void A_picture_has_the_colours_of_its_file(SKEncodedImageFormat format, int tolerance)
    {
        File.WriteAllBytes(folder["picture"], Encoded(format, ["rgb", "wkr"]));
        Picture picture = PictureFile.Read(folder["picture"]);
        Assert.Equal((3, 2 * Block, 3 * Block), (picture.Channels, picture.Height, picture.Width));
        Assert.Equal(["rgb", "wkr"], Blocks(picture, tolerance));
    }

    // Row 0 and column 0 of the file lie where the name of each origin says; the picture is r g b over w k r when upright.
    [Theory]
    [InlineData(1, "rgb", "wkr")]
    [InlineData(2, "bgr", "rkw")]
    [InlineData(3, "rkw", "bgr")]
    [InlineData(4, "wkr", "rgb")]
    [InlineData(5, "rw", "gk", "br")]
    [InlineData(6, "br", "gk", "rw")]
    [InlineData(7, "rb", "kg", "wr")]
    [InlineData(8, "wr", "kg", "rb")]
    public void A_photograph_is_turned_upright(int orientation, params string[] stored)
    {
        byte[] content = WithOrientation(Encoded(SKEncodedImageFormat.Jpeg, stored), orientation);
        File.WriteAllBytes(folder["photo.jpg"], content);
        Assert.Equal(["rgb", "wkr"], Blocks(PictureFile.Read(folder["photo.jpg"]), tolerance: 12));
    }

    [Fact]
    public void What_is_transparent_becomes_white()
    {
        using SKBitmap bitmap = new(new SKImageInfo(2, 1, SKColorType.Rgba8888, SKAlphaType.Unpremul));
        bitmap.SetPixel(0, 0, new(255, 0, 0, 0));
        bitmap.SetPixel(1, 0, new(0, 0, 0, 128));
        File.WriteAllBytes(folder["clear.png"], bitmap.Encode(SKEncodedImageFormat.Png, 100).ToArray());
        Assert.Equal(new byte[] { 255, 127, 255, 127, 255, 127 }, PictureFile.Read(folder["clear.png"]).Values.ToArray());
    }

    [Fact]
    public void The_square_in_the_middle_is_taken()
    {
        byte[] content = Encoded(SKEncodedImageFormat.Png, ["krwk"]);
        Picture square = PictureFile.Decode(content, "test", side: Block);
        Assert.Equal((3, Block, Block), (square.Channels, square.Height, square.Width));
        // The middle reaches half a block into red and half a block into white.
        Assert.Equal([255, 0, 0], Pixel(square, Block / 2, 2));
        Assert.Equal([255, 255, 255], Pixel(square, Block / 2, Block - 2));
        Assert.Equal((byte)76, PictureFile.Decode(content, "test", side: 4, channels: 1).Values[0]);
    }

    [Fact]
    public void A_file_that_is_no_picture_is_refused_in_a_line()
    {
        byte[] jpeg = Encoded(SKEncodedImageFormat.Jpeg, ["rgb", "wkr"]), png = Encoded(SKEncodedImageFormat.Png, ["rgb", "wkr"]);
        Refused("empty.png", [], "empty");
        Refused("text.jpg", "not a picture at all"u8.ToArray(), "no picture of a known format");
        Refused("short.jpg", jpeg[..^30], "cut short");
        Refused("bomb.png", Claiming(png, 60_000, 60_000), "60000 by 60000 pixels");
        Assert.Contains("no such file", Assert.Throws<InvalidDataException>(() => PictureFile.Read(folder["absent.jpg"])).Message, StringComparison.Ordinal);
        Assert.Contains("is a folder", Assert.Throws<InvalidDataException>(() => PictureFile.Read(folder.Path)).Message, StringComparison.Ordinal);
    }

    // The native decoders get anything; whatever they make of it, the answer is a picture or one line.
    [Theory]
    [InlineData(SKEncodedImageFormat.Png)]
    [InlineData(SKEncodedImageFormat.Webp)]
    [InlineData(SKEncodedImageFormat.Jpeg)]
    public void Damage_ends_in_a_picture_or_in_a_line(SKEncodedImageFormat format)
    {
        byte[] whole = WithOrientation(Encoded(format, ["rgb", "wkr"]), format == SKEncodedImageFormat.Jpeg ? 6 : 0);
        RandomSource random = new(5);
        int refused = 0;
        for (int round = 0; round < 400; round++)
        {
            byte[] damaged = [.. whole[..(round % 3 == 0 ? random.NextInt(whole.Length) : whole.Length)]];
            for (int change = 0; change < round % 5 && damaged.Length > 0; change++)
            {
                damaged[random.NextInt(Math.Min(damaged.Length, round % 2 == 0 ? 64 : int.MaxValue))] = (byte)random.NextInt(256);
            }

            try
            {
                Assert.Equal(3 * 8 * 8, PictureFile.Decode(damaged, "damaged", side: 8).Values.Length);
            }
            catch (InvalidDataException e)
            {
                refused++;
                Assert.StartsWith("damaged: ", e.Message, StringComparison.Ordinal);
                Assert.DoesNotContain('\n', e.Message);
            }
        }

        Assert.InRange(refused, 100, 399);
    }

    void Refused(string name, byte[] content, string expected)
    {
        File.WriteAllBytes(folder[name], content);
        string message = Assert.Throws<InvalidDataException>(() => PictureFile.Read(folder[name])).Message;
        Assert.StartsWith(folder[name], message, StringComparison.Ordinal);
        Assert.Contains(expected, message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }

    /// <summary>A file of blocks: red, green, blue, white and black.</summary>
    static byte[] Encoded(SKEncodedImageFormat format, string[] rows)
    {
        using SKBitmap bitmap = new(new SKImageInfo(rows[0].Length * Block, rows.Length * Block, SKColorType.Rgba8888, SKAlphaType.Opaque));
        for (int y = 0; y < bitmap.Height; y++)
        {
            for (int x = 0; x < bitmap.Width; x++)
            {
                byte[] color = Colors[rows[y / Block][x / Block]];
                bitmap.SetPixel(x, y, new(color[0], color[1], color[2]));
            }
        }

        return bitmap.Encode(format, 95).ToArray();
    }

    static readonly Dictionary<char, byte[]> Colors = new()
    {
        ['r'] = [255, 0, 0],
        ['g'] = [0, 255, 0],
        ['b'] = [0, 0, 255],
        ['w'] = [255, 255, 255],
        ['k'] = [0, 0, 0],
    };

    static string[] Blocks(Picture picture, int tolerance) => [.. Enumerable.Range(0, picture.Height / Block).Select(row => new string([..
        Enumerable.Range(0, picture.Width / Block).Select(column => Colors.First(color =>
            Pixel(picture, row * Block + Block / 2, column * Block + Block / 2).Zip(color.Value).All(pair => Math.Abs(pair.First - pair.Second) <= tolerance)).Key)]))];

    static byte[] Pixel(Picture picture, int y, int x) =>
        [.. Enumerable.Range(0, 3).Select(channel => picture.Values[(channel * picture.Height + y) * picture.Width + x])];

    /// <summary>The JPEG file with an EXIF segment behind its first marker: big-endian TIFF with the one tag 274.</summary>
    static byte[] WithOrientation(byte[] jpeg, int orientation) => orientation == 0 ? jpeg :
    [
        .. jpeg[..2], 0xFF, 0xE1, 0, 34, .. "Exif\0\0MM"u8, 0, 42, 0, 0, 0, 8, 0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, (byte)orientation, 0, 0, 0, 0, 0, 0, .. jpeg[2..],
    ];

    /// <summary>The PNG file with another size in its header, whose checksum is right.</summary>
    static byte[] Claiming(byte[] png, int width, int height)
    {
        byte[] forged = [.. png];
        BinaryPrimitives.WriteInt32BigEndian(forged.AsSpan(16), width);
        BinaryPrimitives.WriteInt32BigEndian(forged.AsSpan(20), height);
        uint sum = uint.MaxValue;
        foreach (byte value in forged.AsSpan(12, 17))
        {
            sum ^= value;
            for (int bit = 0; bit < 8; bit++) sum = (sum >> 1) ^ ((sum & 1) * 0xEDB88320);
        }

        BinaryPrimitives.WriteUInt32BigEndian(forged.AsSpan(29), ~sum);
        return forged;
    }
}
