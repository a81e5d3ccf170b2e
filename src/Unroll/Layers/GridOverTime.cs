using Unroll.Operations;
using Unroll.Tensors;

namespace Unroll.Layers;

/// <summary>One grid over time and depth, read forwards.</summary>
/// <remarks>
/// Nothing goes down the depth, so a level is computed for all tokens before the next: first time, which is an LSTM over the depth's
/// hidden vectors, then the depth, all tokens at once.
/// </remarks>
sealed class GridOverTime : Module
{
    const int Depth = 0, Time = 1;

    readonly GridDepth depth;
    readonly Linear? top;
    readonly StackOptions options;
    readonly GridOptions grid;
    readonly RandomSource dropout;

    internal GridOverTime(int inputSize, int size, int topSize, StackOptions options, GridOptions grid, RandomSource random, RandomSource dropout)
    {
        (this.options, this.grid, this.dropout) = (options, grid, dropout);
        depth = new(inputSize, size, others: 1, options.Layers, grid, random);
        top = topSize == size ? null : new(size, topSize, random);
        StateSizes = [topSize, .. Enumerable.Repeat(size, 2 * options.Layers)];
    }

    /// <summary>The last output, then h and m of time for each level.</summary>
    internal IReadOnlyList<int> StateSizes { get; }

    internal (Sequences Outputs, IReadOnlyList<Tensor> Final) Run(Sequences x, IReadOnlyList<Tensor> initial)
    {
        List<Tensor> final = [];
        GridVector vector = depth.Enter(x.Data);
        for (int level = 0; level < depth.Levels; level++)
        {
            GridVector time = new(initial[1 + 2 * level], initial[2 + 2 * level]);
            (vector, GridVector end) = Rise(depth[level], x.With(vector.Hidden), vector.Memory, time);
            final.AddRange([end.Hidden, end.Memory!]);
            if (level < depth.Levels - 1)
            {
                vector = vector with { Hidden = Dropped(x.With(vector.Hidden), level) };
            }
        }

        Sequences outputs = x.With(top is null ? vector.Hidden : top.Forward(vector.Hidden));
        return (outputs, [LastRows(outputs, initial[0]), .. final]);
    }

    /// <summary>One level: time for all tokens, then the depth, which sees time as it is at the token or as it was before.</summary>
    (GridVector Depth, GridVector Time) Rise(GridBlock block, Sequences hidden, Tensor? memory, GridVector begin)
    {
        (Tensor time, GridVector end) = ((GridMemory)block.Transformations[Time]).Read(hidden, begin);
        Tensor seen = grid.DepthHasPriority ? time : RowsBefore(hidden.With(time), begin.Hidden);
        return (block.Transformations[Depth].Apply(hidden.Data, seen, memory), end);
    }

    Tensor Dropped(Sequences hidden, int level)
    {
        RandomSource ofLevel = dropout.Stream(level);
        return options.LocksDropout ? hidden.LockedDropout(options.Dropout, ofLevel).Data : hidden.Data.Dropout(options.Dropout, ofLevel);
    }

    // What each token's predecessor has; the first of a sequence has what the sequence begins with.
    static Tensor RowsBefore(Sequences y, Tensor initial)
    {
        SequenceLayout layout = y.Layout;
        int[] rows = new int[layout.TokenCount];
        for (int step = 0; step < layout.StepCount; step++)
        {
            for (int position = 0; position < layout.Live[step]; position++)
            {
                rows[layout.Offsets[step] + position] = step == 0 ? layout.TokenCount + layout.Order[position] : layout.Offsets[step - 1] + position;
            }
        }

        return Tensor.ConcatenateRows(y.Data, initial).SelectRows(rows);
    }

    // What each sequence's last token has, in the caller's order; an empty sequence has what it begins with.
    static Tensor LastRows(Sequences y, Tensor initial)
    {
        SequenceLayout layout = y.Layout;
        int[] rows = new int[layout.BatchSize];
        for (int sequence = 0; sequence < rows.Length; sequence++)
        {
            int length = layout.Lengths[sequence];
            rows[sequence] = length == 0 ? layout.TokenCount + sequence : layout.Row(sequence, length - 1);
        }

        return Tensor.ConcatenateRows(y.Data, initial).SelectRows(rows);
    }
}
