using Unroll.Text;

namespace Unroll.Tests.Text;

/// <summary>BLEU with several references, CIDEr, METEOR and Porter's stems against counts made by hand.</summary>
public sealed class CaptionMetricsTests
{
    // "the" may count twice, as in the first reference; "a cat" is nowhere: words 4 of 5 (the, the, cat, sat), pairs "cat sat" of 4. The closest
    // reference in length has 4 words, and 6 is one word off as well: the shorter counts.
    [Fact]
    public void Bleu_takes_the_reference_that_has_a_group_most_often_and_the_closest_length()
    {
        BleuScore bleu = BleuScore.OfCorpus(["the the dog cat sat"], [["the sat by the cat now", "cat sat up here"]]);
        Assert.Equal([100 * 4 / 5.0, 100 * 1 / 4.0], bleu.Precisions.Take(2), (a, b) => Math.Abs(a - b) < 1e-9);
        Assert.Equal(4, bleu.ReferenceLength);
        Assert.Equal(1, bleu.BrevityPenalty);
    }

    // From the hand count in TranslationMetricsTests: precisions 5/6, 3/5, 1/4.
    [Fact]
    public void Bleu_of_a_lower_order_leaves_longer_groups_out()
    {
        BleuScore bleu = BleuScore.OfCorpus(["the cat sat on the mat"], ["the cat is on the mat"]);
        Assert.Equal(100 * 5 / 6.0, bleu.ScoreUpTo(1), tolerance: 1e-9);
        Assert.Equal(100 * Math.Sqrt(5 / 6.0 * 3 / 5.0), bleu.ScoreUpTo(2), tolerance: 1e-9);
        Assert.Equal(100 * Math.Cbrt(5 / 6.0 * 3 / 5.0 / 4.0), bleu.ScoreUpTo(3), tolerance: 1e-9);
        Assert.Equal(bleu.Score, bleu.ScoreUpTo(4), tolerance: 1e-9);
    }

    // Two pictures, references "red ball" and "red hat". "red" is in both, so ln(2/2) = 0; "ball", "hat" and the pairs weigh ln 2.
    // "red ball" meets its reference in all that weighs: cosine 1 for words and pairs, and there are no longer groups: 2/4.
    // "hat" meets "red hat": words [hat] against [red 0, hat ½ ln 2]: cosine 1; no pair: 1/4.
    [Fact]
    public void Cider_compares_what_is_seldom() =>
        Assert.Equal((2 / 4.0 + 1 / 4.0) / 2, CiderScore.OfCorpus(["red ball", "hat"], [["red ball"], ["red hat"]]), tolerance: 1e-12);

    // One word each: frequencies a 2 of 3 pictures, b 1, c 1. Caption "a b": (½ ln 1.5, ½ ln 3); reference "a": (ln 1.5, 0):
    // cosine = ln 1.5 / √(ln² 1.5 + ln² 3). The caption's second reference "b" gives ln 3 over the same: the mean of both. The others are 1 and 0.
    [Fact]
    public void Cider_is_the_mean_over_references()
    {
        double a = Math.Log(1.5), b = Math.Log(3), length = Math.Sqrt(a * a + b * b);
        double expected = ((a + b) / 2 / length + 1 + 0) / 3 / 4;
        Assert.Equal(expected, CiderScore.OfCorpus(["a b", "a", "x"], [["a", "b"], ["a"], ["c"]]), tolerance: 1e-12);
    }

    [Fact]
    public void Cider_knows_words_by_their_stems() =>
        Assert.Equal(CiderScore.OfCorpus(["hopping ponies", "x"], [["hop pony"], ["y"]]), CiderScore.OfCorpus(["hop pony", "x"], [["hop pony"], ["y"]]), tolerance: 1e-12);

    // "the cat sat on the mat" against "on the mat sat the cat": all 6 words match, in the 3 chunks "on the mat", "the cat" and "sat": 1 · (1 − 0.5 · (3/6)³).
    [Fact]
    public void Meteor_punishes_another_order() =>
        Assert.Equal(1 - 0.5 / 8, MeteorScore.Of("the cat sat on the mat", "on the mat sat the cat"), tolerance: 1e-12);

    // P = 3/3, R = 3/4: F = 7.5 / (0.75 + 9) ; one chunk of three words: 1 − 0.5/27.
    [Fact]
    public void Meteor_weighs_recall_nine_times() =>
        Assert.Equal(10 * 0.75 / (0.75 + 9) * (1 - 0.5 / 27), MeteorScore.Of("a red ball", "a red ball here"), tolerance: 1e-12);

    // "balls" and "ball" meet by their stem; "red" has no partner. P = R = 2/3, matches "two", "ball" in two chunks: 1 − 0.5.
    [Fact]
    public void Meteor_meets_stems_after_words()
    {
        Assert.Equal(2 / 3.0 * 0.5, MeteorScore.Of("two red balls", "two blue ball"), tolerance: 1e-12);
        Assert.Equal(0, MeteorScore.Of("x", "y"));
        Assert.Equal(MeteorScore.Of("a b", "a b"), MeteorScore.OfCorpus(["a b"], [["c", "a b"]]));
    }

    // Examples from Porter's paper.
    [Theory]
    [InlineData("caresses caress")]
    [InlineData("ponies poni")]
    [InlineData("ties ti")]
    [InlineData("cats cat")]
    [InlineData("feed feed")]
    [InlineData("agreed agre")]
    [InlineData("plastered plaster")]
    [InlineData("bled bled")]
    [InlineData("motoring motor")]
    [InlineData("sing sing")]
    [InlineData("conflated conflat")]
    [InlineData("troubled troubl")]
    [InlineData("sized size")]
    [InlineData("hopping hop")]
    [InlineData("falling fall")]
    [InlineData("hissing hiss")]
    [InlineData("filing file")]
    [InlineData("happy happi")]
    [InlineData("sky sky")]
    [InlineData("relational relat")]
    [InlineData("conditional condit")]
    [InlineData("digitizer digit")]
    [InlineData("vietnamization vietnam")]
    [InlineData("hopefulness hope")]
    [InlineData("triplicate triplic")]
    [InlineData("electrical electr")]
    [InlineData("adjustment adjust")]
    [InlineData("replacement replac")]
    [InlineData("adoption adopt")]
    [InlineData("effective effect")]
    [InlineData("rate rate")]
    [InlineData("cease ceas")]
    [InlineData("controll control")]
    [InlineData("roll roll")]
    [InlineData("circles circl")]
    [InlineData("is is")]
    public void Stems_are_those_of_the_paper(string pair) => Assert.Equal(pair.Split(' ')[1], PorterStemmer.Stem(pair.Split(' ')[0]));

    [Fact]
    public void References_must_be_there()
    {
        Assert.Throws<ArgumentException>(() => CiderScore.OfCorpus(["a"], []));
        Assert.Throws<ArgumentException>(() => MeteorScore.OfCorpus(["a"], [[]]));
    }
}
