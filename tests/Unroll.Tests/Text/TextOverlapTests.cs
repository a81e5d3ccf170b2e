using Unroll.Text;

namespace Unroll.Tests.Text;

public sealed class TextOverlapTests
{
    static readonly TextDataset Training = Of("good film", "yes", "bad film", "no", "Good  FILM ", "yes", "good\tfilm", "no", "other", "no");

    [Fact]
    public void Repeated_texts_are_found_whatever_their_case_and_white_space()
    {
        TextOverlap within = TextOverlap.Within(Training);
        Assert.Equal([2, 3], within.Positions);
        Assert.Equal([3], within.Contradicting);
        Assert.Equal(5, within.Total);
    }

    [Fact]
    public void A_text_that_comes_twice_with_each_class_contradicts_each_once()
    {
        TextOverlap within = TextOverlap.Within(Of("a", "yes", "a", "no", "a", "no", "a", "yes"));
        Assert.Equal([1, 2, 3], within.Positions);
        Assert.Equal([1], within.Contradicting);
    }

    [Fact]
    public void Held_out_texts_that_training_has_are_leaks()
    {
        TextOverlap between = TextOverlap.Between(Of("new", "yes", "BAD film", "no", "bad film", "yes", "film bad", "no", "good film", "no"), Training);
        Assert.Equal([1, 2, 4], between.Positions);
        Assert.Equal([2], between.Contradicting);
        Assert.Equal(5, between.Total);
    }

    [Fact]
    public void Classes_are_compared_by_name()
    {
        // The same label numbers mean other classes here.
        TextOverlap between = TextOverlap.Between(new("test", ["yes", "no"], [new("bad film", 1), new("other", 0)]), Training);
        Assert.Equal([0, 1], between.Positions);
        Assert.Equal([1], between.Contradicting);
    }

    [Fact]
    public void Nothing_is_found_in_nothing()
    {
        Assert.Empty(TextOverlap.Within(Training.Select([])).Positions);
        Assert.Empty(TextOverlap.Between(Training, Training.Select([])).Positions);
    }

    static TextDataset Of(params string[] textsAndClasses) =>
        new("texts", ["no", "yes"], textsAndClasses.Chunk(2).Select(pair => new LabeledText(pair[0], pair[1] == "yes" ? 1 : 0)));
}
