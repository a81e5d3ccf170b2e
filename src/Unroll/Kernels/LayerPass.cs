namespace Unroll.Kernels;

/// <summary>The sizes of a pass over a packed batch, and walking its steps in reading order.</summary>
unsafe struct LayerSteps
{
    public int* Live, Offsets;
    public int Count, Batch;
    public bool Reverse;

    /// <summary>The step that is read at a position.</summary>
    public readonly int At(int position) => Reverse ? Count - 1 - position : position;

    /// <summary>Sequences from first to end that have a token at a step.</summary>
    public readonly int Rows(int step, int first, int end) => Math.Max(0, Math.Min(Live[step], end) - first);

    /// <summary>Those of them that have been read before this step, and the row in the batch's tokens where the step read before starts.</summary>
    public readonly (int Rows, int Offset) Before(int step, int first, int end)
    {
        int before = Reverse ? step + 1 : step - 1;
        return before < 0 || before >= Count ? (0, 0) : (Math.Min(Rows(before, first, end), Rows(step, first, end)), Offsets[before]);
    }

    /// <summary>The first of those rows whose last reading is at this step; the following ones end here too.</summary>
    public readonly int FirstEnding(int step) =>
        Reverse ? (step == 0 ? 0 : Live[step]) : (step + 1 < Count ? Live[step + 1] : 0);

    /// <summary>Cuts the sequences into contiguous ranges with about equally many tokens; bounds has parts + 1 entries.</summary>
    public readonly void SplitByTokens(int parts, int* bounds)
    {
        long total = Count == 0 ? 0 : Offsets[Count], sum = 0;
        int part = 1, length = Count;
        bounds[0] = 0;
        for (int row = 0; row < Batch; row++)
        {
            while (length > 0 && Live[length - 1] <= row)
                length--;
            // A sequence belongs to the part in which its middle lies.
            while (part < parts && 2 * sum + length > 2 * total * part / parts)
                bounds[part++] = row;
            sum += length;
        }
        while (part <= parts)
            bounds[part++] = Batch;
    }
}

/// <summary>A <see cref="RecurrentForward"/> with its spans pinned, and the states that pass from step to step.</summary>
unsafe struct ForwardPass
{
    public LayerSteps Steps;
    public int Inputs, Hidden, Blocks;
    public float* X, InputWeights, HiddenWeights, Biases;
    public float* Y, FinalHidden, FinalCell, Saved;
    public nint XStride, YStride;

    /// <summary>Distance from a block's saved panel to the next block's, and from a panel to the next.</summary>
    public nint SavedBlock, SavedPanel;

    /// <summary>The states before a step and after it; they change places. [batch, StateStride].</summary>
    public float* State, NextState, Cells;
    public nint StateStride;
}
