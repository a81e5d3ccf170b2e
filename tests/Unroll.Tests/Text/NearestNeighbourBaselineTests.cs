using Unroll.Text;

namespace Unroll.Tests.Text;

public sealed class NearestNeighbourBaselineTests
{
    // Weights: "a" stands in both texts, so ln(2/2) = 0; "b" and "c" decide.
    [Fact]
    public void A_word_that_every_text_has_says_nothing()
    {
        NearestNeighbourBaseline baseline = new(new("test", [new("a a a b", "first"), new("a c", "second")]));
        Assert.Equal("second", baseline.Answer("a a a a c"));
        Assert.Equal("first", baseline.Answer("B!"));
    }

    // Cosine, not dot product: both have "b" once, but the second has nothing beside it.
    [Fact]
    public void A_long_text_is_not_nearer_for_its_length()
    {
        NearestNeighbourBaseline baseline = new(new("test", [new("b d e f g", "long"), new("b", "short"), new("z", "other")]));
        Assert.Equal("short", baseline.Answer("b"));
    }
}
