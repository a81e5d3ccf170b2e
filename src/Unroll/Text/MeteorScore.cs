namespace Unroll.Text;

/// <summary>
/// How well a text's words can be put into line with a reference's: METEOR as Banerjee and Lavie (2005) define it, with the modules
/// "exact" and "porter stem".
/// </summary>
/// <remarks>
/// What it lacks of METEOR: synonyms and paraphrases, which need WordNet and tables; the weights that later versions learned; and the search for
/// the alignment with the fewest crossings, which is approximated by taking the longest run of words that both have first.
/// </remarks>
public static class MeteorScore
{
    /// <summary>The mean over texts of the score with the reference that suits best, 0 to 1.</summary>
    /// <param name="texts">As plain text.</param>
    /// <param name="references">The references of each, one or more, as plain text.</param>
    /// <exception cref="ArgumentException">There are not as many sets of references as texts, or one is empty.</exception>
    public static double OfCorpus(IReadOnlyList<string> texts, IReadOnlyList<IReadOnlyList<string>> references)
    {
        ReferenceSets.Require(texts, references);
        return texts.Count == 0 ? 0 : texts.Zip(references, (text, set) => set.Max(reference => Of(text, reference))).Average();
    }

    /// <summary>F = 10PR / (R + 9P) of matched words, less 0.5 · (chunks / matches)³ of it; a chunk is a run of neighbours in both texts.</summary>
    internal static double Of(string text, string reference)
    {
        string[] words = BleuScore.Tokens(text, lowerCase: true), others = BleuScore.Tokens(reference, lowerCase: true);
        int[] places = Aligned(words, others);
        int matches = places.Count(place => place >= 0);
        if (matches == 0)
        {
            return 0;
        }

        double precision = matches / (double)words.Length, recall = matches / (double)others.Length;
        double mean = 10 * precision * recall / (recall + 9 * precision), share = Chunks(places) / (double)matches;
        return mean * (1 - 0.5 * share * share * share);
    }

    /// <summary>For each word the place of its partner, −1 for none: equal words first, then equal stems.</summary>
    static int[] Aligned(string[] words, string[] others)
    {
        int[] places = new int[words.Length];
        Array.Fill(places, -1);
        bool[] taken = new bool[others.Length];
        Align(words, others, places, taken);
        Align([.. words.Select(PorterStemmer.Stem)], [.. others.Select(PorterStemmer.Stem)], places, taken);
        return places;
    }

    // The longest run that both have goes first, of equals the first; then the next, down to single words.
    static void Align(string[] words, string[] others, int[] places, bool[] taken)
    {
        while (true)
        {
            (int Word, int Place, int Length) best = default;
            for (int word = 0; word < words.Length; word++)
            {
                for (int place = 0; place < others.Length; place++)
                {
                    int length = 0;
                    while (word + length < words.Length && place + length < others.Length && places[word + length] < 0 && !taken[place + length]
                        && words[word + length] == others[place + length])
                    {
                        length++;
                    }

                    best = length > best.Length ? (word, place, length) : best;
                }
            }

            if (best.Length == 0)
            {
                return;
            }

            for (int i = 0; i < best.Length; i++)
            {
                (places[best.Word + i], taken[best.Place + i]) = (best.Place + i, true);
            }
        }
    }

    static int Chunks(int[] places)
    {
        int chunks = 0;
        for (int i = 0; i < places.Length; i++)
        {
            bool goesOn = i > 0 && places[i - 1] >= 0 && places[i] == places[i - 1] + 1;
            chunks += places[i] >= 0 && !goesOn ? 1 : 0;
        }

        return chunks;
    }
}
