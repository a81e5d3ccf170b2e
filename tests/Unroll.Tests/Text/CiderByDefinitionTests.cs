using Unroll.Text;

namespace Unroll.Tests.Text;

/// <summary>
/// CIDEr against its equations, written down a second time from the paper (Vedantam et al. 2015, section 4) with nothing of ours: texts that
/// are stemmed by hand, vectors over every group of words that there is, sums in the order of the equations.
/// </summary>
public sealed class CiderByDefinitionTests
{
    // Letter case and the marks between words are those of captions; stems are written out beside them.
    static readonly (string Caption, string Stems)[] Captions =
    [
        ("Two dogs are running on the beach", "two dog ar run on the beach"),
        ("a red ball is in the snow", "a red ball is in the snow"),
        ("a dog is catching the red red ball", "a dog is catch the red red ball"),
        ("a horse in the rain", "a hors in the rain"),
        ("the", "the"),
    ];

    static readonly (string Reference, string Stems)[][] References =
    [
        [("two dogs run on the beach", "two dog run on the beach"), ("Dogs are on the beach", "dog ar on the beach"), ("the beach with two dogs", "the beach with two dog")],
        [("a ball in the snow", "a ball in the snow"), ("the red ball is in the deep snow", "the red ball is in the deep snow")],
        [("a dog catches a red ball", "a dog catch a red ball"), ("the red ball is caught", "the red ball is caught")],
        [("people in the rain", "peopl in the rain")],
        [("the sea and the sky", "the sea and the sky"), ("the sky", "the sky")],
    ];

    [Fact]
    public void Ours_is_the_papers_equations()
    {
        double expected = Captions.Select((caption, i) => Cider(caption.Stems, i)).Average();

        // Terms differ in size by less than ten, so a double keeps fourteen digits.
        Assert.Equal(expected, CiderScore.OfCorpus(
            [.. Captions.Select(caption => caption.Caption)],
            [.. References.Select(set => (IReadOnlyList<string>)[.. set.Select(reference => reference.Reference)])]), tolerance: 1e-13);
        Assert.InRange(expected, 0.2, 0.8);
    }

    // Were an equation changed as CIDEr-D changes it, this corpus would show it: the third caption has a word too often, and most lengths differ.
    [Fact]
    public void The_corpus_tells_the_papers_two_measures_apart()
    {
        double plain = Captions.Select((caption, i) => Cider(caption.Stems, i)).Average();
        double defended = Captions.Select((caption, i) => Cider(caption.Stems, i, clips: true, sigma: 6)).Average();
        Assert.True(plain - defended > 0.01, $"{plain} {defended}");
    }

    // CIDEr(c, S) = Σ_n ¼ · 1/m Σ_j g(c)·g(s_j) / (‖g(c)‖ ‖g(s_j)‖), equations 2 and 3; with clips and sigma equation 4 without its factor of 10.
    static double Cider(string caption, int picture, bool clips = false, double? sigma = null)
    {
        double sum = 0;
        for (int n = 1; n <= 4; n++)
        {
            string[] groups = [.. References.SelectMany(set => set.SelectMany(reference => Groups(reference.Stems, n))).Concat(Groups(caption, n)).Distinct()];
            double[] c = [.. groups.Select(group => Weight(group, caption, n))];
            double mean = 0;
            foreach ((_, string reference) in References[picture])
            {
                double[] s = [.. groups.Select(group => Weight(group, reference, n))];
                double product = c.Zip(s, (a, b) => (clips ? Math.Min(a, b) : a) * b).Sum();
                double lengths = Math.Sqrt(c.Sum(a => a * a)) * Math.Sqrt(s.Sum(b => b * b));
                double difference = caption.Split(' ').Length - reference.Split(' ').Length;
                double penalty = sigma is { } width ? Math.Exp(-difference * difference / (2 * width * width)) : 1;
                mean += lengths == 0 ? 0 : penalty * product / lengths / References[picture].Length;
            }

            sum += mean / 4;
        }

        return sum;
    }

    // Equation 1: how often the group is among the text's, times ln(pictures / pictures with a reference that has it); one that none has counts as if one had.
    static double Weight(string group, string text, int n)
    {
        string[] all = Groups(text, n);
        int having = References.Count(set => set.Any(reference => Groups(reference.Stems, n).Contains(group)));
        return all.Length == 0 ? 0 : all.Count(other => other == group) / (double)all.Length * Math.Log(References.Length / (double)Math.Max(1, having));
    }

    static string[] Groups(string text, int n)
    {
        string[] words = text.Split(' ');
        return [.. Enumerable.Range(0, Math.Max(0, words.Length - n + 1)).Select(start => string.Join(' ', words[start..(start + n)]))];
    }
}
