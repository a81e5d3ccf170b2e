using Unroll.Text;

namespace Unroll.Tests.Text;

public sealed class BagOfWordsBaselineTests
{
    [Fact]
    public void Scores_follow_the_formula()
    {
        // Features: class 0 holds a, b, "a b" (two texts: 2, 2, 2); class 1 holds b, c, "b c" (one text). Five features in all.
        TextDataset data = new("memory", ["x", "y"], [new("a b", 0), new("a b b", 0), new("b c", 1)]);
        BagOfWordsBaseline baseline = BagOfWordsBaseline.Train(data);
        // The pair "b b" is the sixth feature. Totals: class 0: 3 + 4 = 7, class 1: 3. Priors 3/5 and 2/5.
        // "b": class 0: 3/5 · 3/13 = 0.138; class 1: 2/5 · 2/9 = 0.089.
        Assert.Equal(0, baseline.Predict("b"));
        // "c": class 0: 3/5 · 1/13 = 0.046; class 1: 2/5 · 2/9 = 0.089.
        Assert.Equal(1, baseline.Predict("c"));
        // Nothing known: the prior decides.
        Assert.Equal(0, baseline.Predict("z z z"));
        Assert.Equal(1, baseline.Predict("c c zzz"));
        Assert.Equal(1.0, baseline.Accuracy(data));
    }

    [Fact]
    public void Pairs_see_a_negation_next_to_its_word_but_order_beyond_is_lost()
    {
        TextDataset data = new("memory", ["bad", "good"], [new("not bad but good", 1), new("not good but bad", 0)]);
        BagOfWordsBaseline baseline = BagOfWordsBaseline.Train(data);
        Assert.Equal(1, baseline.Predict("not bad"));
        Assert.Equal(0, baseline.Predict("not good"));
    }

    // Expected figures come with the data: they were measured there by another program.
    [Theory]
    [InlineData("ag_news/train_subset.csv.gz", "ag_news/test.csv.gz", 0.888)]
    [InlineData("sst/sst2_train.tsv", "sst/sst2_test.tsv", 0.826)]
    public void Official_test_sets_give_the_published_floor(string train, string test, double expected)
    {
        TextDataset data = TextDataset.Load(SharedData.Path(train));
        double accuracy = BagOfWordsBaseline.Train(data).Accuracy(TextDataset.Load(SharedData.Path(test), new(Classes: data.ClassNames)));
        Assert.Equal(expected, accuracy, tolerance: 0.005);
    }

    [Theory]
    [InlineData("sms_spam/SMSSpamCollection.tsv", 0.970, 0.02)]
    [InlineData("movie_review_polarity", 0.784, 0.012)]
    public void Every_tenth_text_held_out_gives_about_the_published_floor(string path, double expected, double tolerance)
    {
        TextDataset data = TextDataset.Load(SharedData.Path(path));
        int[] all = [.. Enumerable.Range(0, data.Count)];
        double accuracy = BagOfWordsBaseline.Train(data.Select([.. all.Where(i => i % 10 != 0)])).Accuracy(data.Select([.. all.Where(i => i % 10 == 0)]));
        Assert.Equal(expected, accuracy, tolerance);
    }
}
