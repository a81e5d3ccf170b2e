namespace Unroll.Text;

/// <summary>
/// Multinomial naive Bayes over which words and pairs of neighbouring words occur in a text, with add-one smoothing: the floor that a
/// recurrent model has to beat. Word order beyond pairs is lost to it.
/// </summary>
/// <remarks>Wang and Manning (2012), "Baselines and Bigrams": MNB on binarised counts. Features not seen in training are passed over.</remarks>
public sealed class BagOfWordsBaseline
{
    // No token can hold it, so a pair is not mistaken for another.
    const char PairSeparator = '\0';

    readonly Tokenizer tokenizer;
    readonly Dictionary<string, int> features = new(StringComparer.Ordinal);
    readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> lookup;
    readonly int classes;

    // Texts of the class that hold the feature, [features, classes].
    readonly List<int> counts = [];
    readonly double[] logPrior, logTotal;

    // What one text needs, reused for the next.
    readonly TokenBuffer tokens = new();
    readonly HashSet<int> present = [];
    char[] pair = new char[64];

    BagOfWordsBaseline(TextDataset data, Tokenizer tokenizer)
    {
        this.tokenizer = tokenizer;
        classes = data.ClassNames.Count;
        lookup = features.GetAlternateLookup<ReadOnlySpan<char>>();
        long[] totals = new long[classes];
        foreach (LabeledText item in data)
        {
            FindFeatures(item.Text, learn: true);
            foreach (int feature in present) counts[feature * classes + item.Label]++;
            totals[item.Label] += present.Count;
        }
        logPrior = [.. data.ClassCounts.Select(count => Math.Log((count + 1.0) / (data.Count + classes)))];
        logTotal = [.. totals.Select(total => Math.Log(total + features.Count))];
    }

    /// <summary>Counts the features of a data set.</summary>
    /// <param name="data">The training texts.</param>
    /// <param name="tokenizer">Cuts the texts into words; null: <see cref="BasicEnglishTokenizer"/>.</param>
    public static BagOfWordsBaseline Train(TextDataset data, Tokenizer? tokenizer = null) => new(data, tokenizer ?? new BasicEnglishTokenizer());

    /// <summary>The most probable class of a text, the first of them when several are; not for several threads at once.</summary>
    public int Predict(string text)
    {
        FindFeatures(text, learn: false);
        int[] found = [.. present];
        // A set's order is not promised; sums in one order give the same bits everywhere.
        Array.Sort(found);
        int best = 0;
        double bestScore = double.NegativeInfinity;
        for (int label = 0; label < classes; label++)
        {
            double score = logPrior[label] - found.Length * logTotal[label];
            foreach (int feature in found) score += Math.Log(counts[feature * classes + label] + 1);
            if (score > bestScore) (best, bestScore) = (label, score);
        }
        return best;
    }

    /// <summary>Predicted classes of a data set's texts, [texts].</summary>
    public int[] Predict(TextDataset data) => [.. data.Select(item => Predict(item.Text))];

    /// <summary>Share of a data set's texts whose class is predicted.</summary>
    public double Accuracy(TextDataset data) => data.Count == 0 ? 0 : (double)data.Count(item => Predict(item.Text) == item.Label) / data.Count;

    /// <summary>Puts the numbers of a text's features into <see cref="present"/>; numbers new ones if asked to learn.</summary>
    void FindFeatures(string text, bool learn)
    {
        tokenizer.Tokenize(text, tokens);
        present.Clear();
        for (int i = 0; i < tokens.Count; i++)
        {
            Add(tokens[i], learn);
            if (i > 0) Add(Pair(tokens[i - 1], tokens[i]), learn);
        }
    }

    void Add(ReadOnlySpan<char> feature, bool learn)
    {
        if (!lookup.TryGetValue(feature, out int number))
        {
            if (!learn) return;
            number = features.Count;
            features.Add(feature.ToString(), number);
            for (int label = 0; label < classes; label++) counts.Add(0);
        }
        present.Add(number);
    }

    ReadOnlySpan<char> Pair(ReadOnlySpan<char> first, ReadOnlySpan<char> second)
    {
        int length = first.Length + 1 + second.Length;
        if (pair.Length < length) pair = new char[2 * length];
        first.CopyTo(pair);
        pair[first.Length] = PairSeparator;
        second.CopyTo(pair.AsSpan(first.Length + 1));
        return pair.AsSpan(0, length);
    }
}
