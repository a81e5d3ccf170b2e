using CsCheck;
using Unroll.Tasks.Captioning;

namespace Unroll.Images.Tests;

public sealed class PictureScalingTests
{
    // Half as wide: a triangle of reach 2 around the middle of two pixels has heights ¼ ¾ ¾ ¼; at the border those inside count alone.
    [Fact]
    public void A_picture_shrinks_by_weighted_means()
    {
        byte[] row = [0, 40, 80, 240];
        Picture picture = new(1, 4, 4, [.. row, .. row, .. row, .. row]);
        byte left = (byte)((0.75 * 0 + 0.75 * 40 + 0.25 * 80) / 1.75 + 0.5), right = (byte)((0.25 * 40 + 0.75 * 80 + 0.75 * 240) / 1.75 + 0.5);
        Assert.Equal(new[] { left, right, left, right }, PictureScaling.Scale(picture, 2).Values.ToArray());
        Picture turned = new(1, 4, 4, [.. row.SelectMany(value => Enumerable.Repeat(value, 4))]);
        Assert.Equal(new[] { left, left, right, right }, PictureScaling.Scale(turned, 2).Values.ToArray());
    }

    // Twice as wide: between two pixels a quarter and three quarters of the way.
    [Fact]
    public void A_picture_grows_by_lines_between_pixels()
    {
        Picture picture = new(1, 2, 2, [0, 200, 0, 200]);
        byte[] row = [0, 50, 150, 200];
        Assert.Equal([.. row, .. row, .. row, .. row], PictureScaling.Scale(picture, 4).Values.ToArray());
    }

    [Fact]
    public void One_colour_stays_that_colour() => Gen.Select(Gen.Int[1, 40], Gen.Int[1, 40], Gen.Byte).Sample((before, after, color) =>
        Assert.All(PictureScaling.Scale(new(1, before, before, [.. Enumerable.Repeat(color, before * before)]), after).Values.ToArray(), value => Assert.Equal(color, value)), iter: 300);
}
