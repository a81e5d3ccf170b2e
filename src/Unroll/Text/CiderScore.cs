namespace Unroll.Text;

/// <summary>
/// Consensus of a caption with its references: Vedantam, Zitnick and Parikh (2015), equations 1 to 3. Groups of one to four stemmed words,
/// weighted by how seldom they are in the references of all pictures, are compared by the cosine.
/// </summary>
/// <remarks>This is CIDEr as the paper defines it; tools often print CIDEr-D, which clips weights, punishes other lengths, takes words unstemmed and multiplies by 10.</remarks>
public static class CiderScore
{
    const int Order = 4;

    /// <summary>The mean over pictures, 0 to 1.</summary>
    /// <param name="captions">One a picture, as plain text.</param>
    /// <param name="references">The references of each picture, one or more, as plain text.</param>
    /// <exception cref="ArgumentException">There are not as many sets of references as captions, or one is empty.</exception>
    public static double OfCorpus(IReadOnlyList<string> captions, IReadOnlyList<IReadOnlyList<string>> references)
    {
        ReferenceSets.Require(captions, references);
        string[][][] sets = [.. references.Select(set => set.Select(Stems).ToArray())];
        double sum = 0;
        for (int n = 1; n <= Order; n++)
        {
            Dictionary<string, int> frequencies = DocumentFrequencies(sets, n);
            for (int i = 0; i < captions.Count; i++)
            {
                Dictionary<string, double> caption = Weights(Stems(captions[i]), n, frequencies, sets.Length);
                sum += sets[i].Average(reference => Cosine(caption, Weights(reference, n, frequencies, sets.Length))) / Order;
            }
        }

        return captions.Count == 0 ? 0 : sum / captions.Count;
    }

    internal static string[] Stems(string text) => [.. BleuScore.Tokens(text, lowerCase: true).Select(PorterStemmer.Stem)];

    // In how many pictures' references a group occurs.
    static Dictionary<string, int> DocumentFrequencies(string[][][] sets, int n)
    {
        Dictionary<string, int> frequencies = new(StringComparer.Ordinal);
        foreach (string group in sets.SelectMany(set => set.SelectMany(reference => NgramMatch.Counts(reference, n).Keys).Distinct(StringComparer.Ordinal)))
        {
            frequencies[group] = frequencies.GetValueOrDefault(group) + 1;
        }

        return frequencies;
    }

    static Dictionary<string, double> Weights(string[] words, int n, Dictionary<string, int> frequencies, int pictures)
    {
        Dictionary<string, int> counts = NgramMatch.Counts(words, n);
        double total = counts.Values.Sum();
        return counts.ToDictionary(
            group => group.Key, group => group.Value / total * Math.Log(pictures / (double)Math.Max(1, frequencies.GetValueOrDefault(group.Key))), StringComparer.Ordinal);
    }

    static double Cosine(Dictionary<string, double> a, Dictionary<string, double> b)
    {
        double product = a.Sum(group => group.Value * b.GetValueOrDefault(group.Key));
        double lengths = Math.Sqrt(a.Values.Sum(weight => weight * weight)) * Math.Sqrt(b.Values.Sum(weight => weight * weight));
        return lengths > 0 ? product / lengths : 0;
    }
}
