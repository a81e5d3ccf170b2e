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
        string[][] targetUnits = [.. data.Select(pair => target.Units(pair.Target))];
        targets = [.. targetUnits.Select(target.Ids)];
        CutCount = data.Index().Count(pair => source.IsCut(pair.Item.Source, units[pair.Index]) || target.IsCut(pair.Item.Target, targetUnits[pair.Index]));
        Lengths = [.. targets.Select(ids => ids.Length)];
    }

    internal int Count => sources.Length;

    /// <summary>Pairs of which a side has more units than are read.</summary>
    internal int CutCount { get; }

    /// <summary>Length of each target: what makes a step of training long.</summary>
    internal int[] Lengths { get; }

    /// <summary>What a source's units are called in the target vocabulary, −1 for what it lacks; the end mark at last.</summary>
    internal static int[] CopyIds(string[] units, Vocabulary target) =>
        [.. units.Select(unit => target.TryGetIndex(unit, out int id) ? id : -1), LanguageSide.EndIndex];

    /// <summary>The pairs at these positions.</summary>
    internal PairBatch Batch(int[] positions) => new(
        TokenBatch.From([.. positions.Select(position => sources[position])]),
        TokenBatch.From([.. positions.Select(position => Shifted(targets[position]))]),
        TokenBatch.From([.. positions.Select(position => targets[position])]).Ids.ToArray(),
        Packed(positions));

    /// <summary>Batches for evaluation: targets of similar length together.</summary>
    internal IEnumerable<PairBatch> ByLength(int batchSize) =>
        Enumerable.Range(0, Count).OrderBy(position => Lengths[position]).Chunk(batchSize).Select(Batch);

    // The mark that ends a target also begins it: each token is foretold from those before it.
    static int[] Shifted(int[] target) => [LanguageSide.EndIndex, .. target.AsSpan(0, target.Length - 1)];

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
