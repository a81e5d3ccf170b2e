using Unroll.Tensors;

namespace Unroll.Tasks.Tagging;

/// <summary>Sentences side by side, each distinct word's characters once.</summary>
sealed class WordBatch
{
    readonly int[] wordOfToken;

    /// <summary>Packs sentences.</summary>
    /// <param name="sentences">Equal words are the same object.</param>
    /// <param name="idOf">The number a word goes by here, which may be that of the unknown word; asked word by word in the order of the sentences.</param>
    internal WordBatch(IReadOnlyList<EncodedWord[]> sentences, Func<EncodedWord, int> idOf)
    {
        Dictionary<EncodedWord, int> places = new(ReferenceEqualityComparer.Instance);
        List<int[]> spellings = [];
        Ids = TokenBatch.From([.. sentences.Select(sentence => sentence.Select(idOf).ToArray())]);
        wordOfToken = Packed((sequence, step) => Place(sentences[sequence][step]));
        Spellings = TokenBatch.From(spellings);

        int Place(EncodedWord word)
        {
            if (!places.TryGetValue(word, out int place))
            {
                places.Add(word, place = spellings.Count);
                spellings.Add(word.Characters);
            }

            return place;
        }
    }

    /// <summary>The words' numbers.</summary>
    internal TokenBatch Ids { get; }

    /// <summary>The characters of each distinct word.</summary>
    internal TokenBatch Spellings { get; }

    /// <summary>For each token the place of its word among the spellings, in packed order.</summary>
    internal ReadOnlySpan<int> WordOfToken => wordOfToken;

    internal SequenceLayout Layout => Ids.Layout;

    /// <summary>A number for each token, in packed order.</summary>
    /// <param name="valueAt">The number of a sentence's word.</param>
    internal int[] Packed(Func<int, int, int> valueAt)
    {
        int[] packed = new int[Layout.TokenCount];
        for (int sequence = 0; sequence < Layout.BatchSize; sequence++)
        {
            for (int step = 0; step < Layout.Lengths[sequence]; step++)
            {
                packed[Layout.Row(sequence, step)] = valueAt(sequence, step);
            }
        }

        return packed;
    }
}
