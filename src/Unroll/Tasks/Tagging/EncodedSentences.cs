using Unroll.Text;

namespace Unroll.Tasks.Tagging;

/// <summary>Tagged sentences as numbers.</summary>
sealed class EncodedSentences
{
    /// <summary>The number of a tag that the model does not know: the answer to it is always wrong.</summary>
    internal const int UnknownTag = -1;

    readonly EncodedWord[][] words;
    readonly int[][] tags;

    internal EncodedSentences(TaggedDataset data, WordEncoder encoder, IReadOnlyList<string> tagNames)
    {
        words = encoder.Encode(data.Select(sentence => sentence.Words));
        Dictionary<string, int> numbers = tagNames.Index().ToDictionary(tag => tag.Item, tag => tag.Index);
        tags = [.. data.Select(sentence => sentence.Tags.Select(tag => numbers.GetValueOrDefault(tag, UnknownTag)).ToArray())];
        Lengths = [.. words.Select(sentence => sentence.Length)];
    }

    internal int Count => words.Length;

    internal int[] Lengths { get; }

    internal IReadOnlyList<int[]> Tags => tags;

    internal IReadOnlyList<EncodedWord[]> Words => words;

    /// <summary>Whether the model knows every tag of a sentence.</summary>
    internal bool IsKnown(int position) => !tags[position].Contains(UnknownTag);

    /// <summary>The sentences at these positions.</summary>
    /// <param name="positions">0-based.</param>
    /// <param name="idOf">The number a word goes by.</param>
    internal TaggedBatch Batch(int[] positions, Func<EncodedWord, int> idOf)
    {
        WordBatch batch = new([.. positions.Select(position => words[position])], idOf);
        return new(batch, batch.Packed((sequence, step) => tags[positions[sequence]][step]));
    }
}

/// <summary>A batch of sentences with the tag of each token, in packed order.</summary>
sealed record TaggedBatch(WordBatch Words, int[] Tags);
