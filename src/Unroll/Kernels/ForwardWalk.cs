namespace Unroll.Kernels;

/// <summary>A part of a forward pass: some sequences and some blocks of units, over all steps.</summary>
unsafe struct ForwardPiece
{
    public ForwardPass* Pass;
    public int FirstRow, EndRow, FirstBlock, EndBlock;

    /// <summary>Where the blocks are shared out, every step waits for the states of all; else null.</summary>
    public StepBarrier* Barrier;
}

/// <summary>Runs forward through the steps, block of units by block of units. Sums never leave the nearest caches before the cell has used them.</summary>
readonly unsafe struct ForwardWalk<TCell> : IKernel<ForwardPiece> where TCell : struct, ICellKernel
{
    /// <summary>Floats of a tile's row: all slots of one block, or of four blocks where a block has one slot.</summary>
    internal const int TileWidth = 4 * Panels.Width;

    /// <summary>Rows whose sums lie side by side, 48 KB of them, before the cell uses them.</summary>
    const int RowsAtOnce = 96;

    internal static int BlocksPerTile => TileWidth / Panels.Width / TCell.Slots;

    public static void Run<L, V>(ForwardPiece* pieces, int index) where L : struct, ILanes<V> where V : unmanaged
    {
        ForwardPiece* piece = pieces + index;
        ForwardPass pass = *piece->Pass;
        using Workspace workspace = Workspace.Open();
        float* sums = workspace.Take(RowsAtOnce * TileWidth);
        InputProjection<TCell> projection = new(workspace, pass.Inputs, piece->FirstBlock, piece->EndBlock);
        Part* parts = stackalloc Part[2];
        for (int position = 0; position < pass.Steps.Count; position++)
        {
            int step = pass.Steps.At(position);
            int rows = pass.Steps.Rows(step, piece->FirstRow, piece->EndRow);
            if (rows > 0)
            {
                float* x = pass.X + (pass.Steps.Offsets[step] + piece->FirstRow) * pass.XStride;
                parts[0] = InputPart(in pass, x, pass.XStride);
                parts[1] = HiddenPart(in pass, pass.State + piece->FirstRow * pass.StateStride);
                if (FewRows.Fits<L, V>(rows))
                    StepOfFewRows<L, V>(piece, in pass, ref projection, parts, position, rows, sums);
                else
                    StepOfManyRows<L, V>(piece, in pass, parts, step, rows, sums);
                CopyFinalHidden(piece, in pass, step, rows);
            }
            if (piece->Barrier != null)
                piece->Barrier->Wait();
            float* read = pass.State;
            pass.State = pass.NextState;
            pass.NextState = read;
        }
    }

    /// <summary>Inputs times W_ih; panel block · Gates + slot of the packed weights, whatever the first slot.</summary>
    internal static Part InputPart(in ForwardPass pass, float* x, nint stride)
    {
        Part part = Part.Rows(x, stride, pass.InputWeights, pass.Inputs);
        part.B -= RecurrentWeights.FirstInputSlot<TCell>() * part.PanelStride;
        return part;
    }

    static Part HiddenPart(in ForwardPass pass, float* state)
    {
        Part part = Part.Rows(state, pass.StateStride, pass.HiddenWeights, pass.Hidden);
        part.B -= RecurrentWeights.FirstHiddenSlot<TCell>() * part.PanelStride;
        return part;
    }

    static void StepOfManyRows<L, V>(ForwardPiece* piece, in ForwardPass pass, Part* parts, int step, int rows, float* sums)
        where L : struct, ILanes<V>
        where V : unmanaged
    {
        int firstInput = RecurrentWeights.FirstInputSlot<TCell>(), firstHidden = RecurrentWeights.FirstHiddenSlot<TCell>();
        int groups = Split.Parts(rows, RowsAtOnce);
        for (int block = piece->FirstBlock; block < piece->EndBlock; block++)
        {
            int units = Math.Min(Panels.Width, pass.Hidden - block * Panels.Width);
            for (int i = 0; i < groups; i++)
            {
                int row = Split.Start(rows, groups, i), groupRows = Split.Start(rows, groups, i + 1) - row;
                for (int slot = 0; slot < TCell.Slots; slot++)
                {
                    bool fedByInput = slot >= firstInput && slot < firstInput + TCell.Gates;
                    bool fedByHidden = slot >= firstHidden && slot < firstHidden + TCell.Gates;
                    TileColumn.Multiply<L, V>(
                        fedByInput ? parts : parts + 1, fedByInput && fedByHidden ? 2 : 1, row, groupRows,
                        block * TCell.Gates + slot, units, sums + slot * Panels.Width, TileWidth, add: false);
                }
                Finish<L, V>(piece, in pass, step, block, row, groupRows, sums);
            }
        }
    }

    static void StepOfFewRows<L, V>(
        ForwardPiece* piece, in ForwardPass pass, ref InputProjection<TCell> projection,
        Part* parts, int position, int rows, float* tile)
        where L : struct, ILanes<V>
        where V : unmanaged
    {
        int firstInput = RecurrentWeights.FirstInputSlot<TCell>(), firstHidden = RecurrentWeights.FirstHiddenSlot<TCell>();
        int step = pass.Steps.At(position);
        bool projected = projection.Prepare<L, V>(piece, in pass, position);
        for (int block = piece->FirstBlock; block < piece->EndBlock; block += BlocksPerTile)
        {
            int blocks = Math.Min(BlocksPerTile, piece->EndBlock - block);
            int panels = blocks * TCell.Gates, panel = block * TCell.Gates;
            if (projected)
                tile = projection.Tile(block);
            if (!projected && firstInput == firstHidden)
            {
                FewRows.Multiply<L, V>(parts, 2, 0, rows, panel + firstInput, panels, tile, TileWidth, add: false);
            }
            else
            {
                if (!projected)
                    FewRows.Multiply<L, V>(parts, 1, 0, rows, panel + firstInput, panels, tile + firstInput * Panels.Width, TileWidth, add: false);
                ClearSlotsWithoutInput(tile, rows);
                FewRows.Multiply<L, V>(parts + 1, 1, 0, rows, panel + firstHidden, panels, tile + firstHidden * Panels.Width, TileWidth, add: true);
            }
            for (int i = 0; i < blocks; i++)
                Finish<L, V>(piece, in pass, step, block + i, 0, rows, tile + i * TCell.Slots * Panels.Width);
        }
    }

    static void ClearSlotsWithoutInput(float* tile, int rows)
    {
        int first = RecurrentWeights.FirstInputSlot<TCell>() + TCell.Gates;
        for (int row = 0; row < rows && first < TCell.Slots; row++)
            new Span<float>(tile + row * TileWidth + first * Panels.Width, (TCell.Slots - first) * Panels.Width).Clear();
    }

    static void Finish<L, V>(ForwardPiece* piece, in ForwardPass pass, int step, int block, int row, int rows, float* sums)
        where L : struct, ILanes<V>
        where V : unmanaged
    {
        int sequence = piece->FirstRow + row, unit = block * Panels.Width;
        nint token = pass.Steps.Offsets[step] + sequence, state = sequence * pass.StateStride + unit;
        CellForward at = new()
        {
            Rows = rows,
            Units = Math.Min(Panels.Width, pass.Hidden - unit),
            Sums = sums,
            SumsStride = TileWidth,
            Bias = pass.Biases + unit * TCell.Slots,
            Hidden = pass.State + state,
            NextHidden = pass.NextState + state,
            Cell = pass.Cells + state,
            StateStride = pass.StateStride,
            Y = pass.Y + token * pass.YStride + unit,
            YStride = pass.YStride,
            Saved = pass.Saved == null ? null : pass.Saved + block * pass.SavedBlock + token * Panels.Width,
            PanelStride = pass.SavedPanel,
        };
        TCell.Forward<L, V>(in at);
    }

    static void CopyFinalHidden(ForwardPiece* piece, in ForwardPass pass, int step, int rows)
    {
        if (pass.FinalHidden == null)
            return;
        int firstUnit = piece->FirstBlock * Panels.Width;
        int units = Math.Min(pass.Hidden, piece->EndBlock * Panels.Width) - firstUnit;
        for (int row = Math.Max(piece->FirstRow, pass.Steps.FirstEnding(step)); row < piece->FirstRow + rows; row++)
        {
            new Span<float>(pass.NextState + row * pass.StateStride + firstUnit, units)
                .CopyTo(new(pass.FinalHidden + (nint)row * pass.Hidden + firstUnit, units));
        }
    }
}
