namespace Unroll.Kernels;

/// <summary>
/// A recurrent layer over a packed batch, forward and back, for any cell. Both directions of a layer may be computed
/// together: they share nothing, so each can have a thread of its own. Results do not depend on the team.
/// </summary>
static unsafe partial class Recurrence
{
    /// <summary>Floats between a panel of saved values and the next: a little more than it holds, for the caches' sake.</summary>
    internal static nint SavedPanelStride(int tokens) => (nint)tokens * Panels.Width + 16;

    /// <summary>Floats that the way forward saves for the way back.</summary>
    public static int SavedLength<TCell>(int tokens, int hidden) where TCell : struct, ICellKernel =>
        checked((int)(SavedPanelStride(tokens) * TCell.SavedPanels * Panels.Count(hidden)));

    /// <summary>What a saved panel holds of each token.</summary>
    /// <param name="saved">What the way forward saved.</param>
    /// <param name="panel">Which of the cell's saved panels.</param>
    /// <param name="hidden">Units of the cell.</param>
    /// <param name="values">[tokens, hidden], written.</param>
    public static void CopySaved(ReadOnlySpan<float> saved, int panel, int hidden, Span<float> values)
    {
        int tokens = values.Length / hidden, blocks = Panels.Count(hidden);
        for (int block = 0; block < blocks; block++)
        {
            int units = Math.Min(Panels.Width, hidden - block * Panels.Width);
            ReadOnlySpan<float> source = saved[(int)((panel * blocks + block) * SavedPanelStride(tokens))..];
            for (int token = 0; token < tokens; token++)
                source.Slice(token * Panels.Width, units).CopyTo(values[(token * hidden + block * Panels.Width)..]);
        }
    }

    /// <summary>One direction forward.</summary>
    public static void Forward<TCell>(in RecurrentForward pass, ThreadTeam team) where TCell : struct, ICellKernel
    {
        ForwardPass* passes = stackalloc ForwardPass[1];
        using Workspace workspace = Workspace.Open();
        PinForward<TCell>(in pass, default, 0, 1, passes, workspace, team);
    }

    /// <summary>Two directions forward.</summary>
    public static void Forward<TCell>(in RecurrentForward first, in RecurrentForward second, ThreadTeam team)
        where TCell : struct, ICellKernel
    {
        ForwardPass* passes = stackalloc ForwardPass[2];
        using Workspace workspace = Workspace.Open();
        PinForward<TCell>(in first, in second, 0, 2, passes, workspace, team);
    }

    // Calls itself for the second direction, so that both are pinned while the work is done.
    static void PinForward<TCell>(
        in RecurrentForward pass, in RecurrentForward other, int index, int count,
        ForwardPass* passes, Workspace workspace, ThreadTeam team)
        where TCell : struct, ICellKernel
    {
        fixed (int* live = pass.Steps.Live, offsets = pass.Steps.Offsets)
        fixed (float* x = pass.X, inputWeights = pass.InputWeights, hiddenWeights = pass.HiddenWeights)
        fixed (float* biases = pass.Biases, h = pass.InitialHidden, c = pass.InitialCell)
        fixed (float* y = pass.Y, finalHidden = pass.FinalHidden, finalCell = pass.FinalCell, saved = pass.Saved)
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
                InputWeights = inputWeights,
                HiddenWeights = hiddenWeights,
                Biases = biases,
                Y = y,
                YStride = pass.YStride,
                FinalHidden = finalHidden,
                FinalCell = finalCell,
                Saved = saved,
                SavedPanel = SavedPanelStride(tokens) * blocks,
                SavedBlock = SavedPanelStride(tokens),
                State = PaddedStates(h, batch, pass.Hidden, stateStride, workspace),
                NextState = PaddedStates(h, batch, pass.Hidden, stateStride, workspace),
                Cells = PaddedStates(c, batch, pass.Hidden, stateStride, workspace),
                StateStride = stateStride,
            };
            if (index + 1 < count)
                PinForward<TCell>(in other, default, index + 1, count, passes, workspace, team);
            else
                RunForward<TCell>(passes, count, workspace, team);
        }
    }

    /// <summary>A copy of [batch, hidden] with rows that have room for whole blocks of units; zeros where there is none.</summary>
    static float* PaddedStates(float* source, int batch, int hidden, nint stride, Workspace workspace)
    {
        float* states = workspace.TakeZeros(batch * stride);
        for (int row = 0; source != null && row < batch; row++)
            new Span<float>(source + (nint)row * hidden, hidden).CopyTo(new(states + row * stride, hidden));
        return states;
    }

    static void RunForward<TCell>(ForwardPass* passes, int count, Workspace workspace, ThreadTeam team)
        where TCell : struct, ICellKernel
    {
        int perPass = Split.Parts(team.Size, count);
        if (!TrySplitUnits<TCell>(passes, count, perPass, team))
        {
            ForwardPiece* pieces = (ForwardPiece*)workspace.Take((long)count * perPass * sizeof(ForwardPiece) / sizeof(float));
            int pieceCount = 0;
            for (int i = 0; i < count; i++)
                pieceCount += SplitRows(passes + i, perPass, pieces + pieceCount, workspace);
            Dispatch.Run<ForwardWalk<TCell>, ForwardPiece>(pieces, pieceCount, team);
        }
        for (int i = 0; i < count; i++)
            CopyOtherFinals(in passes[i]);
    }

    static int SplitRows(ForwardPass* pass, int parts, ForwardPiece* pieces, Workspace workspace)
    {
        int* bounds = (int*)workspace.Take(parts + 1);
        pass->Steps.SplitByTokens(parts, bounds);
        int count = 0;
        for (int i = 0; i < parts; i++)
        {
            if (bounds[i] < bounds[i + 1])
                pieces[count++] = new() { Pass = pass, FirstRow = bounds[i], EndRow = bounds[i + 1], EndBlock = pass->Blocks };
        }
        return count;
    }

    // A single sequence has no rows to share out, but its units can be, at the price of one meeting a step.
    static bool TrySplitUnits<TCell>(ForwardPass* passes, int count, int workers, ThreadTeam team) where TCell : struct, ICellKernel
    {
        const int WorthAMeeting = 64 * 1024;
        ForwardPass* pass = passes;
        long weights = (long)TCell.Gates * pass->Hidden * (pass->Hidden + pass->Inputs);
        int parts = Math.Min(workers, pass->Blocks / ForwardWalk<TCell>.BlocksPerTile);
        if (count > 1 || pass->Steps.Batch != 1 || parts < 2 || weights < WorthAMeeting)
            return false;
        StepBarrier barrier = new() { Threads = parts };
        ForwardPiece* pieces = stackalloc ForwardPiece[parts];
        for (int i = 0; i < parts; i++)
        {
            pieces[i] = new()
            {
                Pass = pass,
                EndRow = 1,
                FirstBlock = Split.Start(pass->Blocks / ForwardWalk<TCell>.BlocksPerTile, parts, i) * ForwardWalk<TCell>.BlocksPerTile,
                EndBlock = i + 1 == parts ? pass->Blocks
                    : Split.Start(pass->Blocks / ForwardWalk<TCell>.BlocksPerTile, parts, i + 1) * ForwardWalk<TCell>.BlocksPerTile,
                Barrier = &barrier,
            };
        }
        return team.TryRunShared(Dispatch.PieceOf<ForwardWalk<TCell>, ForwardPiece>(InstructionSet.Path), pieces, parts);
    }

    // Cell states stay in place, and a sequence without tokens ends where it began.
    static void CopyOtherFinals(in ForwardPass pass)
    {
        int hidden = pass.Hidden, live = pass.Steps.Count == 0 ? 0 : pass.Steps.Live[0];
        for (int row = 0; row < pass.Steps.Batch; row++)
        {
            nint from = row * pass.StateStride, to = (nint)row * hidden;
            if (pass.FinalCell != null)
                new Span<float>(pass.Cells + from, hidden).CopyTo(new(pass.FinalCell + to, hidden));
            if (pass.FinalHidden != null && row >= live)
                new Span<float>(pass.State + from, hidden).CopyTo(new(pass.FinalHidden + to, hidden));
        }
    }
}
