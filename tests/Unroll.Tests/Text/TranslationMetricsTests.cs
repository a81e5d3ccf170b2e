using Unroll.Text;

namespace Unroll.Tests.Text;

/// <summary>BLEU and chrF against counts made by hand.</summary>
public sealed class TranslationMetricsTests
{
    // Words: the cat sat on the mat (6). Reference: the cat is on the mat (6). Common: 5 of 6 words; pairs "the cat", "on the",
    // "the mat": 3 of 5; of threes "on the mat": 1 of 4; of fours none of 3, which counts as 1/2.
    [Fact]
    public void Bleu_counts_word_groups_and_smooths_what_has_none()
    {
        BleuScore bleu = BleuScore.OfCorpus(["the cat sat on the mat"], ["the cat is on the mat"]);
        double[] expected = [100 * 5 / 6.0, 100 * 3 / 5.0, 100 * 1 / 4.0, 100 / (2 * 3.0)];
        Assert.Equal(expected, bleu.Precisions, (a, b) => Math.Abs(a - b) < 1e-9);
        Assert.Equal(1, bleu.BrevityPenalty);
        Assert.Equal(Math.Pow(expected[0] * expected[1] * expected[2] * expected[3], 0.25), bleu.Score, tolerance: 1e-9);
    }

    // "the the the" against "the cat": one "the" may count (clipping). Corpus counts add up over the sentences.
    [Fact]
    public void Bleu_adds_counts_over_the_corpus_and_clips_repeats()
    {
        BleuScore bleu = BleuScore.OfCorpus(["the the the", "a b c d e"], ["the cat", "a b c d e f"]);
        Assert.Equal([100 * 6 / 8.0, 100 * 4 / 6.0, 100 * 3 / 4.0, 100 * 2 / 2.0], bleu.Precisions, (a, b) => Math.Abs(a - b) < 1e-9);
        Assert.Equal((8L, 8L), (bleu.TranslationLength, bleu.ReferenceLength));
        Assert.Equal(1, bleu.BrevityPenalty);
    }

    [Fact]
    public void Bleu_punishes_short_translations()
    {
        BleuScore bleu = BleuScore.OfCorpus(["a b c d"], ["a b c d e f"]);
        Assert.Equal(Math.Exp(1 - 6 / 4.0), bleu.BrevityPenalty, tolerance: 1e-12);
        Assert.Equal(100 * Math.Exp(1 - 6 / 4.0), bleu.Score, tolerance: 1e-9);
    }

    [Theory]
    [InlineData("", "a b", 0)]
    [InlineData("x y", "a b", 0)]
    [InlineData("a b c", "a b c", 0)] // There are no groups of four words: the corpus score is 0 unless the order is reduced.
    [InlineData("Hello, world! Again.", "Hello, world! Again.", 100)]
    public void Bleu_of_the_simplest_cases(string translation, string reference, double expected) =>
        Assert.Equal(expected, BleuScore.OfCorpus([translation], [reference]).Score, tolerance: 1e-9);

    [Fact]
    public void Case_counts_unless_it_is_ignored()
    {
        Assert.Equal(0, BleuScore.OfCorpus(["A B C D"], ["a b c d"]).Score);
        Assert.Equal(100, BleuScore.OfCorpus(["A B C D"], ["a b c d"], lowerCase: true).Score, tolerance: 1e-9);
    }

    [Theory]
    [InlineData("Hello, world.", "Hello , world .")]
    [InlineData("1,000.5 is 3-4.", "1,000.5 is 3 - 4 .")]
    [InlineData("It's \"fine\" (really) -- no-one", "It's \" fine \" ( really ) -- no-one")]
    [InlineData("a&amp;b &lt;c&gt; &quot;", "a & b < c > \"")]
    [InlineData("x/y @z #1 50% $5", "x / y @ z # 1 50 % $ 5")]
    [InlineData(".5 and 5. A.B", ". 5 and 5 . A . B")]
    [InlineData("größer – als “das”", "größer – als “das”")]
    public void Tokens_are_those_of_mteval_v13a(string text, string expected) => Assert.Equal(expected, string.Join(' ', BleuScore.Tokens(text)));

    // "abc" against "abd": singles 2 of 3, pairs 1 of 2, threes 0 of 1: precision = recall = (2/3 + 1/2 + 0) / 3.
    [Fact]
    public void ChrF_counts_character_groups_of_the_orders_that_exist() =>
        Assert.Equal(100 * (2 / 3.0 + 1 / 2.0) / 3, ChrF.OfCorpus(["abc"], ["abd"]), tolerance: 1e-9);

    // "ab" against "abcd": precision 1 in both orders there are; recall 2/4 and 1/3: F2 = 5PR / (4P + R).
    [Fact]
    public void ChrF_weighs_recall_twice_and_ignores_white_space()
    {
        double recall = (2 / 4.0 + 1 / 3.0) / 2;
        Assert.Equal(100 * 5 * recall / (4 + recall), ChrF.OfCorpus(["a b"], ["ab cd"]), tolerance: 1e-9);
    }

    // "ab" and "b" against "ab" and "a": singles 2 of 3 on either side, pairs 1 of 1; the second has no pairs to hold against it.
    [Fact]
    public void ChrF_adds_counts_over_the_corpus() =>
        Assert.Equal(100 * (2 / 3.0 + 1) / 2, ChrF.OfCorpus(["ab", "b"], ["ab", "a"]), tolerance: 1e-9);

    // The reference has no pairs, so the translation's two are not counted: singles 1 of 3 against 1 of 1.
    [Fact]
    public void ChrF_holds_no_group_against_a_reference_too_short_for_it()
    {
        (double precision, double recall) = (1 / 3.0, 1);
        Assert.Equal(100 * 5 * precision * recall / (4 * precision + recall), ChrF.OfCorpus(["abc"], ["a"]), tolerance: 1e-9);
    }

    [Theory]
    [InlineData("", "abc", 0)]
    [InlineData("abc", "", 0)]
    [InlineData("same text", "same text", 100)]
    public void ChrF_of_the_simplest_cases(string translation, string reference, double expected) =>
        Assert.Equal(expected, ChrF.OfCorpus([translation], [reference]), tolerance: 1e-9);
}
