namespace Unroll.Kernels;

/// <summary>A <see cref="RecurrentBackward"/> with its spans pinned, and the gradients that pass from step to step.</summary>
unsafe struct BackwardPass
{
    public LayerSteps Steps;
    public int Inputs, Hidden, Blocks;
    public float* X, Y, Saved, HiddenWeights, InputWeights, Dy;
    public nint XStride, YStride, DyStride;

    /// <summary>Distance from a block's saved panel to the next block's, and from a panel to the next.</summary>
    public nint SavedBlock, SavedPanel;

    /// <summary>Initial states and gradients of the states, [batch, StateStride].</summary>
    public float* InitialHidden, InitialCell, Dhidden, Dcell;
    public nint StateStride;

    /// <summary>Written where not null.</summary>
    public float* Dx, DinputWeights, DhiddenWeights, DinputBias, DhiddenBias, DinitialHidden, DinitialCell;
    public nint DxStride;

    public readonly float* SavedAt(int panel, int block, nint token) =>
        Saved + panel * SavedPanel + block * SavedBlock + token * Panels.Width;

    public readonly int Units(int block) => Math.Min(Panels.Width, Hidden - block * Panels.Width);
}

/// <summary>Some sequences of a backward pass, over all steps.</summary>
unsafe struct BackwardPiece
{
    public BackwardPass* Pass;
    public int FirstRow, EndRow;
}

/// <summary>
/// Runs back through the steps: the cell turns gradients of states into gradients of its sums, in place of what was
/// saved; their product with W_hh is the gradient of the states one step before.
/// </summary>
readonly unsafe struct BackwardWalk<TCell> : IKernel<BackwardPiece> where TCell : struct, ICellKernel
{
    public static void Run<L, V>(BackwardPiece* pieces, int index) where L : struct, ILanes<V> where V : unmanaged
    {
        BackwardPiece* piece = pieces + index;
        BackwardPass pass = *piece->Pass;
        int partCount = TCell.Gates * pass.Blocks;
        using Workspace workspace = Workspace.Open();
        Part* parts = (Part*)workspace.Take((long)partCount * sizeof(Part) / sizeof(float));
        HiddenGateParts(in pass, parts);
        for (int position = pass.Steps.Count - 1; position >= 0; position--)
        {
            int step = pass.Steps.At(position);
            int rows = pass.Steps.Rows(step, piece->FirstRow, piece->EndRow);
            if (rows == 0)
                continue;
            Cells<L, V>(piece, in pass, step, rows);
            // Behind the first step read, the product is the gradient of the initial states: perhaps not wanted.
            if (position > 0 || pass.DinitialHidden != null)
            {
                nint row = pass.Steps.Offsets[step] + piece->FirstRow;
                HiddenGradient<L, V>(in pass, parts, partCount, (int)row, rows, pass.Dhidden + piece->FirstRow * pass.StateStride);
            }
        }
    }

    /// <summary>Gradients of the sums fed by the hidden state, gate by gate as in PyTorch's weights, times packed W_hh.</summary>
    static void HiddenGateParts(in BackwardPass pass, Part* parts)
    {
        for (int gate = 0; gate < TCell.Gates; gate++)
        {
            for (int block = 0; block < pass.Blocks; block++)
                *parts++ = GatePart(in pass, gate, block, TCell.HiddenSlot(gate), pass.HiddenWeights);
        }
    }

    /// <summary>Gradients of the sums of one gate's block of units as A, and the gate's rows of packed weights as B.</summary>
    internal static Part GatePart(in BackwardPass pass, int gate, int block, int slot, float* weights) => new()
    {
        A = pass.SavedAt(slot, block, 0),
        RowStride = Panels.Width,
        StepStride = 1,
        B = weights + ((nint)gate * pass.Hidden + block * Panels.Width) * Panels.Width,
        PanelStride = (nint)TCell.Gates * pass.Hidden * Panels.Width,
        ToNext = (nint)TCell.Gates * pass.Hidden * Panels.Width,
        Steps = pass.Units(block),
    };

    static void Cells<L, V>(BackwardPiece* piece, in BackwardPass pass, int step, int rows)
        where L : struct, ILanes<V>
        where V : unmanaged
    {
        (int readBefore, int offset) = pass.Steps.Before(step, piece->FirstRow, piece->EndRow);
        for (int block = 0; block < pass.Blocks; block++)
        {
            nint unit = block * Panels.Width, token = offset + piece->FirstRow;
            if (readBefore > 0)
            {
                CellBackward at = At(piece, in pass, step, block, 0, readBefore);
                (at.HiddenStride, at.CellStride) = (pass.YStride, Panels.Width);
                at.Hidden = pass.Y + token * pass.YStride + unit;
                at.Cell = pass.SavedAt(TCell.SavedPanels - 1, block, token);
                TCell.Backward<L, V>(in at);
            }
            if (readBefore < rows)
            {
                CellBackward at = At(piece, in pass, step, block, readBefore, rows - readBefore);
                nint state = (piece->FirstRow + readBefore) * pass.StateStride + unit;
                (at.HiddenStride, at.CellStride) = (pass.StateStride, pass.StateStride);
                at.Hidden = pass.InitialHidden + state;
                at.Cell = pass.InitialCell + state;
                TCell.Backward<L, V>(in at);
            }
        }
    }

    static CellBackward At(BackwardPiece* piece, in BackwardPass pass, int step, int block, int row, int rows)
    {
        int sequence = piece->FirstRow + row, unit = block * Panels.Width;
        nint token = pass.Steps.Offsets[step] + sequence, state = sequence * pass.StateStride + unit;
        return new()
        {
            Rows = rows,
            Units = pass.Units(block),
            Saved = pass.SavedAt(0, block, token),
            PanelStride = pass.SavedPanel,
            Dy = pass.Dy == null ? null : pass.Dy + token * pass.DyStride + unit,
            DyStride = pass.DyStride,
            Dhidden = pass.Dhidden + state,
            Dcell = pass.Dcell + state,
            StateStride = pass.StateStride,
        };
    }

    static void HiddenGradient<L, V>(in BackwardPass pass, Part* parts, int partCount, int row, int rows, float* dhidden)
        where L : struct, ILanes<V>
        where V : unmanaged
    {
        int panelsAtOnce = FewRows.Fits<L, V>(rows) ? FewRows.MaxPanels : 1;
        for (int panel = 0; panel < pass.Blocks; panel += panelsAtOnce)
        {
            int panels = Math.Min(panelsAtOnce, pass.Blocks - panel);
            float* target = dhidden + panel * Panels.Width;
            if (panels > 1)
                FewRows.Multiply<L, V>(parts, partCount, row, rows, panel, panels, target, pass.StateStride, TCell.CarriesHidden);
            else
                TileColumn.Multiply<L, V>(parts, partCount, row, rows, panel, pass.Units(panel), target, pass.StateStride, TCell.CarriesHidden);
        }
    }
}
