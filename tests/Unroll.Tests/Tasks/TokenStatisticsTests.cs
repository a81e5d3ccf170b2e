using Unroll.Tasks;
using Unroll.Text;

namespace Unroll.Tests.Tasks;

public sealed class TokenStatisticsTests
{
    static readonly TextClassifier Classifier = new(
        new(HiddenSize: 3, EmbeddingSize: 2, MaximumTokens: 3), ["no", "yes"], new(new WhitespaceTokenizer(), new([Vocabulary.Unknown, "good"]), maximumTokens: 3));

    [Fact]
    public void Lengths_unknown_tokens_and_cut_texts_are_counted()
    {
        TokenStatistics counted = Classifier.CountTokens(Of("good", "good good film", "", "a b c good", "good good good good good"));
        Assert.Equal(new TokenStatistics(Texts: 5, Tokens: 13, Unknown: 4, Median: 3, Percentile95: 5, Longest: 5, Cut: 2), counted);
        Assert.Equal(4.0 / 13, counted.UnknownRate);
    }

    [Fact]
    public void A_twentieth_of_the_texts_may_be_longer_than_the_percentile()
    {
        string[] texts = [.. Enumerable.Repeat("good", 19), "good good good"];
        TokenStatistics counted = Classifier.CountTokens(Of(texts));
        Assert.Equal((1, 1, 3), (counted.Median, counted.Percentile95, counted.Longest));
    }

    [Fact]
    public void No_texts_have_no_tokens()
    {
        TokenStatistics counted = Classifier.CountTokens(Of());
        Assert.Equal(new TokenStatistics(0, 0, 0, 0, 0, 0, 0), counted);
        Assert.Equal(0, counted.UnknownRate);
    }

    static TextDataset Of(params string[] texts) => new("texts", ["no", "yes"], texts.Select(text => new LabeledText(text, 0)));
}
