namespace Unroll.Tensors;

/// <summary>
/// Where each token of a packed batch lies. Rows are grouped by time step; within a step the sequences still running
/// stand in order of falling length, so the rows of a step are a prefix of the rows of the step before.
/// </summary>
/// <remarks>
/// Three sequences of lengths 2, 3 and 1 (a, b, c) are stored as b₀ a₀ c₀ | b₁ a₁ | b₂: no padding, no wasted cell.
/// The caller's order is kept beside it and restored in every result that has one row a sequence.
/// </remarks>
public sealed class SequenceLayout
{
    readonly int[] lengths, order, positions, live, offsets;

    /// <summary>The layout of sequences with these lengths.</summary>
    /// <param name="lengths">One a sequence, in the caller's order; 0 is allowed.</param>
    /// <exception cref="ArgumentOutOfRangeException">A length is negative.</exception>
    public SequenceLayout(ReadOnlySpan<int> lengths)
    {
        this.lengths = lengths.ToArray();
        order = OrderByFallingLength(this.lengths);
        positions = new int[order.Length];
        for (int position = 0; position < order.Length; position++)
        {
            positions[order[position]] = position;
        }

        live = new int[order.Length == 0 ? 0 : this.lengths[order[0]]];
        offsets = new int[live.Length + 1];
        int running = order.Length;
        for (int step = 0; step < live.Length; step++)
        {
            while (running > 0 && this.lengths[order[running - 1]] <= step)
            {
                running--;
            }

            live[step] = running;
            offsets[step + 1] = checked(offsets[step] + running);
        }
    }

    /// <summary>Number of sequences, empty ones included.</summary>
    public int BatchSize => lengths.Length;

    /// <summary>Length of the longest sequence.</summary>
    public int StepCount => live.Length;

    /// <summary>Number of real tokens: the rows of a packed tensor.</summary>
    public int TokenCount => offsets[^1];

    /// <summary>Length of each sequence, in the caller's order.</summary>
    public ReadOnlySpan<int> Lengths => lengths;

    /// <summary>Number of sequences still running at each step; never grows.</summary>
    public ReadOnlySpan<int> Live => live;

    /// <summary>First row of each step; one more entry than steps.</summary>
    public ReadOnlySpan<int> Offsets => offsets;

    /// <summary>The caller's index of the sequence at each packed position, longest first.</summary>
    public ReadOnlySpan<int> Order => order;

    /// <summary>The packed position of each of the caller's sequences; the inverse of <see cref="Order"/>.</summary>
    public ReadOnlySpan<int> Positions => positions;

    /// <summary>The packed row of one token.</summary>
    /// <param name="sequence">The caller's index.</param>
    /// <param name="step">0 for its first token.</param>
    /// <exception cref="ArgumentOutOfRangeException">The sequence does not exist or ends before the step.</exception>
    public int Row(int sequence, int step)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)sequence, (uint)lengths.Length, nameof(sequence));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)step, (uint)lengths[sequence], nameof(step));
        return offsets[step] + positions[sequence];
    }

    /// <summary>Sizes in words.</summary>
    public override string ToString() => $"{BatchSize} sequences, {TokenCount} tokens, longest {StepCount}";

    // Equal lengths keep the caller's order, so the layout is a function of the lengths alone.
    static int[] OrderByFallingLength(int[] lengths)
    {
        long[] keys = new long[lengths.Length];
        for (int i = 0; i < lengths.Length; i++)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(lengths[i], nameof(lengths));
            keys[i] = ((long)(int.MaxValue - lengths[i]) << 32) | (uint)i;
        }

        keys.AsSpan().Sort();
        int[] order = new int[lengths.Length];
        for (int i = 0; i < order.Length; i++)
        {
            order[i] = (int)keys[i];
        }

        return order;
    }
}
