using System.Diagnostics;

namespace Unroll.Kernels;

/// <summary>
/// One step of inference in a linear chain of tags, in double precision. Filtering goes forwards and keeps, for each token, how
/// probable its tags are given the tokens up to it; smoothing comes back and turns that into what the whole sequence says.
/// </summary>
/// <remarks>
/// T is e^transition, [from, to], divided by its largest number. A filtered row a is scaled so that its largest number is 1; a tag
/// e^745 times less probable than the best one counts as impossible, which is where double precision ends.
/// </remarks>
static class LinearChain
{
    /// <summary>next_j = e^(emission_j) · Σ_i a_i·T_ij / its largest; returns the logarithm of that largest.</summary>
    /// <param name="a">The filtered tags of the token before, [tags].</param>
    /// <param name="T">[tags, tags].</param>
    /// <param name="emission">The scores of this token's tags, [tags].</param>
    /// <param name="next">Written, [tags].</param>
    /// <param name="tags">Number of tags.</param>
    public static double Filter(ReadOnlySpan<double> a, ReadOnlySpan<double> T, ReadOnlySpan<float> emission, Span<double> next, int tags)
    {
        Reach(a, T, next, tags);
        for (int j = 0; j < tags; j++)
            next[j] = Math.Log(next[j]) + emission[j];
        return ExponentiateScaled(next[..tags]);
    }

    /// <summary>Replaces scores by e^(score − largest) and returns the largest.</summary>
    public static double ExponentiateScaled(Span<double> scores)
    {
        double largest = double.NegativeInfinity;
        foreach (double score in scores)
            largest = Math.Max(largest, score);
        foreach (ref double score in scores)
            score = Math.Exp(score - largest);
        return largest;
    }

    /// <summary>
    /// From the posterior p of a token's tags to that of the token before: with r_j = p_j / Σ_i a_i·T_ij, earlier_i = a_i · Σ_j T_ij·r_j.
    /// The expected number of steps from i to j is a_i·T_ij·r_j; pairs_ij gets it without its factor T_ij.
    /// </summary>
    /// <param name="a">The filtered tags of the token before, [tags].</param>
    /// <param name="T">[tags, tags].</param>
    /// <param name="p">The posterior of this token's tags, [tags].</param>
    /// <param name="earlier">Written: the posterior of the token before, [tags]; another span than p.</param>
    /// <param name="pairs">Added to, [tags, tags].</param>
    /// <param name="r">Scratch, [tags].</param>
    /// <param name="tags">Number of tags.</param>
    public static void Smooth(
        ReadOnlySpan<double> a, ReadOnlySpan<double> T, ReadOnlySpan<double> p, Span<double> earlier, Span<double> pairs, Span<double> r, int tags)
    {
        Reach(a, T, r, tags);
        for (int j = 0; j < tags; j++)
            r[j] = p[j] == 0 ? 0 : p[j] / r[j];
        for (int i = 0; i < tags; i++)
        {
            ReadOnlySpan<double> row = T.Slice(i * tags, tags);
            Span<double> pair = pairs.Slice(i * tags, tags);
            double a_i = a[i], sum = 0;
            for (int j = 0; j < row.Length; j++)
            {
                sum += row[j] * r[j];
                pair[j] += a_i * r[j];
            }
            earlier[i] = a_i * sum;
        }
    }

    /// <summary>s_j = Σ_i a_i·T_ij.</summary>
    static void Reach(ReadOnlySpan<double> a, ReadOnlySpan<double> T, Span<double> s, int tags)
    {
        Debug.Assert(a.Length == tags && T.Length == tags * tags && s.Length == tags);
        s.Clear();
        for (int i = 0; i < tags; i++)
        {
            ReadOnlySpan<double> row = T.Slice(i * tags, tags);
            double a_i = a[i];
            for (int j = 0; j < row.Length; j++)
                s[j] += a_i * row[j];
        }
    }
}
