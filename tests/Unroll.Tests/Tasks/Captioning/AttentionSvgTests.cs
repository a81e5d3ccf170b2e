using System.Buffers.Binary;
using System.IO.Compression;
using System.Xml.Linq;
using Unroll.Tasks.Captioning;

namespace Unroll.Tests.Tasks.Captioning;

public sealed class AttentionSvgTests
{
    static readonly Picture Small = new(3, 2, 3, [1, 2, 3, 4, 5, 6, 11, 12, 13, 14, 15, 16, 21, 22, 23, 24, 25, 26]);

    [Fact]
    public void There_is_a_panel_for_each_word_and_the_most_attended_place_is_as_bright_as_the_picture()
    {
        Caption caption = new("a <b>", 0, 0, ["a", "<b>", "</s>"], [[0.25f, 0.25f, 0.25f, 0.25f], [0.1f, 0.2f, 0.3f, 0.4f], [0, 0, 1, 0]], GridRows: 2, GridColumns: 2);
        XDocument drawn = XDocument.Parse(AttentionSvg.Draw([(Small, caption), (Small, caption)]));
        XElement[] all = [.. drawn.Descendants()];
        Assert.Equal(2, all.Count(element => element.Name.LocalName == "image"));
        Assert.Equal(2 * 4, all.Count(element => element.Name.LocalName == "use"));
        string[] shades = [.. all.Attributes("fill-opacity").Select(attribute => attribute.Value)];
        Assert.Equal(2 * 3 * 4, shades.Length);
        Assert.Equal(["0", "0", "0", "0", "0.6", "0.4", "0.2", "0"], shades[..8]);
        Assert.Equal(["a <b>", "a", "<b>", "(end)"], all.Where(element => element.Name.LocalName == "text").Select(element => element.Value).Take(4));
    }

    // Read as the standard says: signature, header, compressed lines each behind a zero, end; the checksum of an empty IEND is known to everybody.
    [Fact]
    public void A_picture_becomes_a_png_file()
    {
        byte[] file = PngImage.Of(Small);
        Assert.Equal([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], file[..8]);
        Assert.Equal((3, 2), (BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(16)), BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(20))));
        Assert.Equal([8, 2, 0, 0, 0], file[24..29]);
        int length = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(33));
        using MemoryStream lines = new();
        using (ZLibStream reader = new(new MemoryStream(file, 41, length), CompressionMode.Decompress))
        {
            reader.CopyTo(lines);
        }

        Assert.Equal([0, 1, 11, 21, 2, 12, 22, 3, 13, 23, 0, 4, 14, 24, 5, 15, 25, 6, 16, 26], lines.ToArray());
        Assert.Equal([0, 0, 0, 0, (byte)'I', (byte)'E', (byte)'N', (byte)'D', 0xAE, 0x42, 0x60, 0x82], file[^12..]);
    }
}
