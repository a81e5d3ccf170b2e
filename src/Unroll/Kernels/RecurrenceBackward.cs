namespace Unroll.Kernels;

static unsafe partial class Recurrence
{
    /// <summary>One direction back.</summary>
    public static void Backward<TCell>(in RecurrentBackward pass, ThreadTeam team) where TCell : struct, ICellKernel
    {
        BackwardPass* passes = stackalloc BackwardPass[1];
        using Workspace workspace = Workspace.Open();
        PinBackward<TCell>(in pass, default, 0, 1, passes, workspace, team);
    }

    /// <summary>Two directions back. They may add to the same gradient of inputs.</summary>
    public static void Backward<TCell>(in RecurrentBackward first, in RecurrentBackward second, ThreadTeam team)
        where TCell : struct, ICellKernel
    {
        BackwardPass* passes = stackalloc BackwardPass[2];
        using Workspace workspace = Workspace.Open();
        PinBackward<TCell>(in first, in second, 0, 2, passes, workspace, team);
    }

    static void PinBackward<TCell>(
        in RecurrentBackward pass, in RecurrentBackward other, int index, int count,
        BackwardPass* passes, Workspace workspace, ThreadTeam team)
        where TCell : struct, ICellKernel
    {
        fixed (int* live = pass.Steps.Live, offsets = pass.Steps.Offsets)
        fixed (float* x = pass.X, h = pass.InitialHidden, c = pass.InitialCell, y = pass.Y, saved = pass.Saved)
        fixed (float* inputWeights = pass.InputWeights, hiddenWeights = pass.HiddenWeights)
        fixed (float* dy = pass.Dy, dh = pass.DfinalHidden, dc = pass.DfinalCell, dx = pass.Dx)
        fixed (float* dinputWeights = pass.DinputWeights, dhiddenWeights = pass.DhiddenWeights)
        fixed (float* dinputBias = pass.DinputBias, dhiddenBias = pass.DhiddenBias)
        fixed (float* dinitialHidden = pass.DinitialHidden, dinitialCell = pass.DinitialCell)
        {
            int blocks = Panels.Count(pass.Hidden), batch = pass.Steps.BatchSize, steps = pass.Steps.Live.Length;
            nint stateStride = (nint)blocks * Panels.Width + 16;
            int tokens = steps == 0 ? 0 : pass.Steps.Offsets[steps];
            passes[index] = new()
            {
                Steps = new() { Live = live, Offsets = offsets, Count = steps, Batch = batch, Reverse = pass.Direction == ReadingDirection.Reverse },
                Inputs = pass.Inputs,
                Hidden = pass.Hidden,
                Blocks = blocks,
                X = x,
                XStride = pass.XStride,
                Y = y,
                YStride = pass.YStride,
                Saved = saved,
                SavedPanel = SavedPanelStride(tokens) * blocks,
                SavedBlock = SavedPanelStride(tokens),
                InputWeights = inputWeights,
                HiddenWeights = hiddenWeights,
                Dy = dy,
                DyStride = pass.DyStride,
                InitialHidden = PaddedStates(h, batch, pass.Hidden, stateStride, workspace),
                InitialCell = PaddedStates(c, batch, pass.Hidden, stateStride, workspace),
                Dhidden = PaddedStates(dh, batch, pass.Hidden, stateStride, workspace),
                Dcell = PaddedStates(dc, batch, pass.Hidden, stateStride, workspace),
                StateStride = stateStride,
                Dx = dx,
                DxStride = pass.DxStride,
                DinputWeights = dinputWeights,
                DhiddenWeights = dhiddenWeights,
                DinputBias = dinputBias,
                DhiddenBias = dhiddenBias,
                DinitialHidden = dinitialHidden,
                DinitialCell = dinitialCell,
            };
            if (index + 1 < count)
                PinBackward<TCell>(in other, default, index + 1, count, passes, workspace, team);
            else
                RunBackward<TCell>(passes, count, workspace, team);
        }
    }

    static void RunBackward<TCell>(BackwardPass* passes, int count, Workspace workspace, ThreadTeam team)
        where TCell : struct, ICellKernel
    {
        int perPass = Split.Parts(team.Size, count), pieceCount = 0;
        BackwardPiece* pieces = (BackwardPiece*)workspace.Take((long)count * perPass * sizeof(BackwardPiece) / sizeof(float));
        int* bounds = (int*)workspace.Take(perPass + 1);
        for (int i = 0; i < count; i++)
        {
            passes[i].Steps.SplitByTokens(perPass, bounds);
            for (int part = 0; part < perPass; part++)
            {
                if (bounds[part] < bounds[part + 1])
                    pieces[pieceCount++] = new() { Pass = passes + i, FirstRow = bounds[part], EndRow = bounds[part + 1] };
            }
        }
        Dispatch.Run<BackwardWalk<TCell>, BackwardPiece>(pieces, pieceCount, team);
        AddWeightGradients<TCell>(passes, count, workspace, team);
        for (int i = 0; i < count; i++)
        {
            AddInputGradient<TCell>(in passes[i], workspace, team);
            AddStates(passes[i].Dhidden, passes[i].DinitialHidden, in passes[i]);
            AddStates(passes[i].Dcell, passes[i].DinitialCell, in passes[i]);
        }
    }

    static void AddWeightGradients<TCell>(BackwardPass* passes, int count, Workspace workspace, ThreadTeam team)
        where TCell : struct, ICellKernel
    {
        int granules = TCell.Gates * passes->Blocks * Panels.Width / WeightGradient<TCell>.Granularity;
        int perPass = Math.Min(team.Size, granules);
        WeightPiece* pieces = (WeightPiece*)workspace.Take((long)count * perPass * sizeof(WeightPiece) / sizeof(float));
        for (int i = 0; i < count * perPass; i++)
        {
            pieces[i] = new()
            {
                Pass = passes + i / perPass,
                FirstRow = Split.Start(granules, perPass, i % perPass) * WeightGradient<TCell>.Granularity,
                EndRow = Split.Start(granules, perPass, i % perPass + 1) * WeightGradient<TCell>.Granularity,
            };
        }
        Dispatch.Run<WeightGradient<TCell>, WeightPiece>(pieces, count * perPass, team);
    }

    static void AddInputGradient<TCell>(in BackwardPass pass, Workspace workspace, ThreadTeam team) where TCell : struct, ICellKernel
    {
        if (pass.Dx == null || pass.Steps.Count == 0)
            return;
        int partCount = TCell.Gates * pass.Blocks;
        Part* parts = (Part*)workspace.Take((long)partCount * sizeof(Part) / sizeof(float));
        for (int i = 0; i < partCount; i++)
        {
            (int gate, int block) = Math.DivRem(i, pass.Blocks);
            parts[i] = BackwardWalk<TCell>.GatePart(in pass, gate, block, TCell.InputSlot(gate), pass.InputWeights);
        }
        int tokens = pass.Steps.Offsets[pass.Steps.Count];
        PanelProduct.Run(parts, partCount, pass.Dx, (int)pass.DxStride, tokens, pass.Inputs, Write.Add, team);
    }

    static void AddStates(float* states, float* target, in BackwardPass pass)
    {
        for (int row = 0; target != null && row < pass.Steps.Batch; row++)
        {
            Span<float> sum = new(target + (nint)row * pass.Hidden, pass.Hidden);
            Elementwise.Add(sum, new ReadOnlySpan<float>(states + row * pass.StateStride, pass.Hidden), sum);
        }
    }
}
