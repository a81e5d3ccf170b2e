using Unroll.Tasks.Captioning;

namespace Unroll.Tests.Tasks.Captioning;

public sealed class NearestPictureBaselineTests
{
    // The means of squares decide: a spot moved within its square is the same picture from afar, one in another square is not.
    [Fact]
    public void It_says_what_was_said_of_the_picture_that_looks_most_alike()
    {
        NearestPictureBaseline baseline = new(new("test", [Spot(0, "first"), Spot(5, "fifth"), Spot(100, "later"), Spot(100, "later still")]));
        Assert.Equal("first", baseline.Answer(Spot(1, "").Picture));
        Assert.Equal("fifth", baseline.Answer(Spot(4, "").Picture));
        Assert.Equal("later", baseline.Answer(Spot(100, "").Picture));
    }

    static CaptionedPicture Spot(int at, string caption)
    {
        byte[] values = new byte[24 * 24];
        values[at] = 200;
        return new(new Picture(1, 24, 24, values), [caption], []);
    }
}
