namespace Unroll.Kernels;

/// <summary>
/// W_ih · x for several steps at once, for sequences so few that reading the weights is what takes time. The sums are
/// left as the start of the chain that the hidden state continues, so the bits are those of one step at a time.
/// </summary>
unsafe struct InputProjection<TCell> where TCell : struct, ICellKernel
{
    const int MaxTokens = 64;
    const int LeastTokens = 4;

    readonly float* inputs, sums;
    readonly int firstBlock;
    int endPosition, nextToken, currentToken;
    bool isPrepared;

    public InputProjection(Workspace workspace, int inputCount, int firstBlock, int endBlock)
    {
        this.firstBlock = firstBlock;
        inputs = workspace.Take((long)MaxTokens * inputCount);
        int tiles = Split.Parts(endBlock - firstBlock, ForwardWalk<TCell>.BlocksPerTile);
        sums = workspace.Take((long)MaxTokens * tiles * ForwardWalk<TCell>.TileWidth);
    }

    /// <summary>Makes the sums of the step at a position, with those of the following ones; false where it does not pay.</summary>
    public bool Prepare<L, V>(ForwardPiece* piece, in ForwardPass pass, int position)
        where L : struct, ILanes<V>
        where V : unmanaged
    {
        if (position >= endPosition)
        {
            int tokens = GatherInputs<L, V>(piece, in pass, position);
            isPrepared = tokens >= LeastTokens;
            if (isPrepared)
                Multiply<L, V>(piece, in pass, tokens);
            nextToken = 0;
        }
        currentToken = nextToken;
        nextToken += pass.Steps.Rows(pass.Steps.At(position), piece->FirstRow, piece->EndRow);
        return isPrepared;
    }

    /// <summary>The sums of the prepared step: a tile whose first block is the given one.</summary>
    public readonly float* Tile(int block) => TileStart(block) + (nint)currentToken * ForwardWalk<TCell>.TileWidth;

    readonly float* TileStart(int block) =>
        sums + (nint)(block - firstBlock) / ForwardWalk<TCell>.BlocksPerTile * MaxTokens * ForwardWalk<TCell>.TileWidth;

    int GatherInputs<L, V>(ForwardPiece* piece, in ForwardPass pass, int position)
        where L : struct, ILanes<V>
        where V : unmanaged
    {
        int tokens = 0;
        for (endPosition = position; endPosition < pass.Steps.Count; endPosition++)
        {
            int step = pass.Steps.At(endPosition), rows = pass.Steps.Rows(step, piece->FirstRow, piece->EndRow);
            if (tokens + rows > MaxTokens || !FewRows.Fits<L, V>(rows))
                break;
            for (int row = 0; row < rows; row++, tokens++)
            {
                float* x = pass.X + (pass.Steps.Offsets[step] + piece->FirstRow + row) * pass.XStride;
                new Span<float>(x, pass.Inputs).CopyTo(new(inputs + (nint)tokens * pass.Inputs, pass.Inputs));
            }
        }
        return tokens;
    }

    readonly void Multiply<L, V>(ForwardPiece* piece, in ForwardPass pass, int tokens)
        where L : struct, ILanes<V>
        where V : unmanaged
    {
        int firstSlot = RecurrentWeights.FirstInputSlot<TCell>();
        Part part = ForwardWalk<TCell>.InputPart(in pass, inputs, pass.Inputs);
        for (int block = piece->FirstBlock; block < piece->EndBlock; block++)
        {
            int tileBlock = block - (block - firstBlock) % ForwardWalk<TCell>.BlocksPerTile;
            float* start = TileStart(tileBlock) + (block - tileBlock) * TCell.Slots * Panels.Width;
            for (int slot = firstSlot; slot < firstSlot + TCell.Gates; slot++)
            {
                TileColumn.Multiply<L, V>(
                    &part, 1, 0, tokens, block * TCell.Gates + slot, Panels.Width, start + slot * Panels.Width, ForwardWalk<TCell>.TileWidth, add: false);
            }
        }
    }
}
