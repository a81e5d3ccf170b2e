namespace Unroll.Text;

/// <summary>
/// What needs no network: the answer of the training text that is most alike. Texts are bags of words, weighted by how often a word
/// occurs and how few texts have it (tf · ln(N / df)), compared by the cosine; of equals the first.
/// </summary>
public sealed class NearestNeighbourBaseline
{
    readonly ParallelDataset training;
    readonly WordTokenizer tokenizer = new();
    readonly TokenBuffer tokens = new();
    readonly Dictionary<string, List<(int Text, float Weight)>> postings = new(StringComparer.Ordinal);
    readonly float[] similarity;

    /// <summary>Indexes the training texts.</summary>
    /// <param name="training">Texts and their answers, one at least.</param>
    /// <exception cref="ArgumentException">There are none.</exception>
    public NearestNeighbourBaseline(ParallelDataset training)
    {
        if (training.Count == 0) throw new ArgumentException("There is no text to be near to.", nameof(training));
        this.training = training;
        similarity = new float[training.Count];
        for (int text = 0; text < training.Count; text++)
        {
            foreach ((string word, int count) in Counts(training[text].Source))
            {
                if (!postings.TryGetValue(word, out List<(int, float)>? texts)) postings.Add(word, texts = []);
                texts.Add((text, count));
            }
        }
        Weigh();
    }

    /// <summary>The answer of the training text that is most like this one.</summary>
    /// <param name="text">Any text; without a known word the answer is the first text's.</param>
    public string Answer(string text)
    {
        Array.Clear(similarity);
        foreach ((string word, int count) in Counts(text))
        {
            if (!postings.TryGetValue(word, out List<(int Text, float Weight)>? texts)) continue;
            float weight = count * Rarity(texts.Count);
            foreach ((int other, float its) in texts) similarity[other] += weight * its;
        }
        int best = 0;
        for (int i = 1; i < similarity.Length; i++) best = similarity[i] > similarity[best] ? i : best;
        return training[best].Target;
    }

    // Weights of a text are divided by their length; that of the question is the same for all texts and so left out.
    void Weigh()
    {
        double[] squares = new double[training.Count];
        foreach (List<(int Text, float Weight)> texts in postings.Values)
        {
            float rarity = Rarity(texts.Count);
            foreach ((int text, float count) in texts) squares[text] += (double)(count * rarity) * (count * rarity);
        }
        foreach (List<(int Text, float Weight)> texts in postings.Values)
        {
            float rarity = Rarity(texts.Count);
            for (int i = 0; i < texts.Count; i++)
            {
                (int text, float count) = texts[i];
                texts[i] = (text, squares[text] > 0 ? count * rarity / (float)Math.Sqrt(squares[text]) : 0);
            }
        }
    }

    float Rarity(int texts) => MathF.Log((float)training.Count / texts);

    Dictionary<string, int> Counts(string text)
    {
        tokenizer.Tokenize(text, tokens);
        return tokens.ToArray().CountBy(word => word, StringComparer.Ordinal).ToDictionary();
    }
}
