using Unroll.Kernels;

namespace Unroll.Tensors;

/// <summary>
/// Which row of queries looks at which sequence of a packed source, and where each of the resulting weights lies. The
/// weights of a query stand side by side, one for each token of its source in reading order; there is no padding.
/// </summary>
public sealed class AttentionLayout
{
    readonly int[] sources, queryStarts, queryRows, sourceStarts, sourceRows, weightStarts;

    /// <summary>The layout for queries that each belong to one source sequence.</summary>
    /// <param name="source">The packed source.</param>
    /// <param name="sourceOfQuery">The caller's index of the source sequence that each query row looks at.</param>
    /// <exception cref="ArgumentOutOfRangeException">A source sequence does not exist.</exception>
    public AttentionLayout(SequenceLayout source, ReadOnlySpan<int> sourceOfQuery)
    {
        (Source, sources) = (source, sourceOfQuery.ToArray());
        queryStarts = new int[source.BatchSize + 1];
        weightStarts = new int[sources.Length + 1];
        for (int query = 0; query < sources.Length; query++)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)sources[query], (uint)source.BatchSize, nameof(sourceOfQuery));
            queryStarts[sources[query] + 1]++;
            weightStarts[query + 1] = checked(weightStarts[query] + source.Lengths[sources[query]]);
        }

        for (int sequence = 0; sequence < source.BatchSize; sequence++)
        {
            queryStarts[sequence + 1] += queryStarts[sequence];
        }

        queryRows = new int[sources.Length];
        int[] next = queryStarts[..^1];
        for (int query = 0; query < sources.Length; query++)
        {
            queryRows[next[sources[query]]++] = query;
        }

        (sourceStarts, sourceRows) = RowsInReadingOrder(source);
    }

    /// <summary>The packed source.</summary>
    public SequenceLayout Source { get; }

    /// <summary>Number of query rows.</summary>
    public int QueryCount => sources.Length;

    /// <summary>Number of weights: for every query the length of its source.</summary>
    public int WeightCount => weightStarts[^1];

    internal AttentionRows Rows => new()
    {
        QueryStarts = queryStarts,
        QueryRows = queryRows,
        SourceStarts = sourceStarts,
        SourceRows = sourceRows,
        WeightStarts = weightStarts,
    };

    /// <summary>Every token of packed target sequences looks at the source sequence with the same index.</summary>
    /// <param name="source">The packed source.</param>
    /// <param name="target">As many sequences.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are more target than source sequences.</exception>
    public static AttentionLayout Between(SequenceLayout source, SequenceLayout target)
    {
        int[] sources = new int[target.TokenCount];
        for (int step = 0; step < target.StepCount; step++)
        {
            target.Order[..target.Live[step]].CopyTo(sources.AsSpan(target.Offsets[step]));
        }

        return new(source, sources);
    }

    /// <summary>The caller's index of the source sequence that a query looks at.</summary>
    /// <param name="query">Row of the query.</param>
    public int SourceOf(int query) => sources[query];

    /// <summary>Where among the weights those of a query lie.</summary>
    /// <param name="query">Row of the query.</param>
    public Range WeightsOf(int query) => weightStarts[query]..weightStarts[query + 1];

    /// <summary>The packed rows of a source sequence's tokens, in reading order.</summary>
    /// <param name="sequence">The caller's index.</param>
    internal ReadOnlySpan<int> SourceRowsOf(int sequence) => sourceRows.AsSpan(sourceStarts[sequence]..sourceStarts[sequence + 1]);

    static (int[] Starts, int[] Rows) RowsInReadingOrder(SequenceLayout source)
    {
        int[] starts = new int[source.BatchSize + 1], rows = new int[source.TokenCount];
        for (int sequence = 0, at = 0; sequence < source.BatchSize; sequence++)
        {
            for (int step = 0; step < source.Lengths[sequence]; step++)
            {
                rows[at++] = source.Row(sequence, step);
            }

            starts[sequence + 1] = at;
        }

        return (starts, rows);
    }
}
