namespace Unroll.Text;

/// <summary>Texts of a data set that were seen before: in the set itself, or in the texts that a model learns from.</summary>
/// <remarks>Two texts are the same if they differ in nothing but case and white space.</remarks>
/// <param name="Positions">Where they are in the data set, in ascending order.</param>
/// <param name="Contradicting">Those of them whose class the same text never had before.</param>
/// <param name="Total">Texts of the data set.</param>
public sealed record TextOverlap(IReadOnlyList<int> Positions, IReadOnlyList<int> Contradicting, int Total)
{
    /// <summary>Texts that stand earlier in the same data set too.</summary>
    /// <param name="data">The data set.</param>
    public static TextOverlap Within(TextDataset data) => Find(data, new Seen(), isGrowing: true);

    /// <summary>Texts that stand in the training texts too: a model may know their answers by heart.</summary>
    /// <param name="data">Texts that were held out.</param>
    /// <param name="training">What is learned from.</param>
    public static TextOverlap Between(TextDataset data, TextDataset training)
    {
        Seen seen = new();
        foreach ((string text, int label) in training) seen.Add(Plain(text), training.ClassNames[label]);
        return Find(data, seen, isGrowing: false);
    }

    static TextOverlap Find(TextDataset data, Seen seen, bool isGrowing)
    {
        List<int> positions = [], contradicting = [];
        for (int i = 0; i < data.Count; i++)
        {
            (string text, string label) = (Plain(data[i].Text), data.ClassNames[data[i].Label]);
            if (seen.Has(text))
            {
                positions.Add(i);
                if (!seen.Has(text, label)) contradicting.Add(i);
            }
            if (isGrowing) seen.Add(text, label);
        }
        return new(positions, contradicting, data.Count);
    }

    static string Plain(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).ToLowerInvariant();

    sealed class Seen
    {
        readonly HashSet<string> texts = new(StringComparer.Ordinal);
        readonly HashSet<(string Text, string Label)> labelled = [];

        internal void Add(string text, string label)
        {
            texts.Add(text);
            labelled.Add((text, label));
        }

        internal bool Has(string text) => texts.Contains(text);

        internal bool Has(string text, string label) => labelled.Contains((text, label));
    }
}
