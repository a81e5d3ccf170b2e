using Unroll.Tensors;
using Unroll.Text;

namespace Unroll.Tasks.Translation;

/// <summary>Pairs as ids, ready to be put into batches.</summary>
sealed class EncodedPairs
{
    readonly int[][] sources, targets, copies;

    internal EncodedPairs(ParallelDataset data, LanguageSide source, LanguageSide target)
    {
        string[][] units = [.. data.Select(pair => source.Units(pair.Source))];
        sources = [.. units.Select(source.Ids)];
        copies = [.. units.Select(ofText => CopyIds(ofText, target.Vocabulary))];
        targets = [.. data.Select(pair => target.Ids(pair.Target))];
        Lengths = [.. targets.Select(ids => ids.Length)];
    }

    internal int Count => sources.Length;

    /// <summary>Length of each target: what makes a step of training long.</summary>
    internal int[] Lengths { get; }

    /// <summary>What a source's units are called in the target vocabulary, −1 for what it lacks; the end mark at last.</summary>
    internal static int[] CopyIds(string[] units, Vocabulary target) =>
        [.. units.Select(unit => target.TryGetIndex(unit, out int id) ? id : -1), LanguageSide.EndIndex];

    /// <summary>The pairs at these positions.</summary>
    /// <param name="positions">Positions.</param>
    /// <param name="wordDropout">Share of the source's units that become the unknown one.</param>
    /// <param name="random">Decides which.</param>
    internal PairBatch Batch(int[] positions, float wordDropout = 0, RandomSource? random = null) => new(
        TokenBatch.From([.. positions.Select(position => Dropped(sources[position], wordDropout, random))]),
        TokenBatch.From([.. positions.Select(position => Shifted(targets[position]))]),
        TokenBatch.From([.. positions.Select(position => targets[position])]).Ids.ToArray(),
        Packed(positions));

    /// <summary>Batches for evaluation: targets of similar length together.</summary>
    internal IEnumerable<PairBatch> ByLength(int batchSize) =>
        Enumerable.Range(0, Count).OrderBy(position => Lengths[position]).Chunk(batchSize).Select(positions => Batch(positions));

    // The mark that ends a target also begins it: each token is foretold from those before it.
    static int[] Shifted(int[] target) => [LanguageSide.EndIndex, .. target.AsSpan(0, target.Length - 1)];

    static int[] Dropped(int[] source, float share, RandomSource? random) => share > 0 && random is not null
        ? [.. source.Select(id => random.NextFloat() < share && id != LanguageSide.EndIndex ? Vocabulary.UnknownIndex : id)]
        : source;

    int[] Packed(int[] positions) => PackedCopies([.. positions.Select(position => copies[position])]);

    /// <summary>Ids in the packed order of sources; −1 is no token's id, so they do not pack as tokens.</summary>
    internal static int[] PackedCopies(int[][] copies)
    {
        SequenceLayout layout = new([.. copies.Select(ids => ids.Length)]);
        int[] packed = new int[layout.TokenCount];
        for (int sequence = 0; sequence < copies.Length; sequence++)
        {
            for (int step = 0; step < copies[sequence].Length; step++)
            {
                packed[layout.Row(sequence, step)] = copies[sequence][step];
            }
        }

        return packed;
    }
}

/// <summary>A batch of pairs.</summary>
/// <param name="Source">Source tokens.</param>
/// <param name="Inputs">What the decoder reads: the targets behind the start mark.</param>
/// <param name="Labels">What it should say, in the packed order of the inputs.</param>
/// <param name="CopyIds">What the source tokens are called among the target tokens, in packed order.</param>
sealed record PairBatch(TokenBatch Source, TokenBatch Inputs, int[] Labels, int[] CopyIds);
