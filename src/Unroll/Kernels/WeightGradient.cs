namespace Unroll.Kernels;

/// <summary>A range of the rows of W_ih and of W_hh, counted with the last block of each gate filled up to 32.</summary>
unsafe struct WeightPiece
{
    public BackwardPass* Pass;
    public int FirstRow, EndRow;
}

/// <summary>
/// dW_ih += dᵀ·x, dW_hh += dᵀ·h and db += Σ d, where d are the gradients of the sums and h the states read before. Each
/// element is summed over all tokens in their order by one worker.
/// </summary>
readonly unsafe struct WeightGradient<TCell> : IKernel<WeightPiece> where TCell : struct, ICellKernel
{
    /// <summary>A piece is a multiple of this many rows.</summary>
    internal const int Granularity = 8;

    // Every slice of tokens reads and writes the whole gradient once; longer ones fall out of the second-level cache.
    const int TokensAtOnce = 512;

    public static void Run<L, V>(WeightPiece* pieces, int index) where L : struct, ILanes<V> where V : unmanaged
    {
        WeightPiece* piece = pieces + index;
        ref readonly BackwardPass pass = ref *piece->Pass;
        int tokens = pass.Steps.Count == 0 ? 0 : pass.Steps.Offsets[pass.Steps.Count];
        using Workspace workspace = Workspace.Open();
        float* panels = workspace.Take(Panels.Length(TokensAtOnce, Math.Max(pass.Inputs, pass.Hidden)));
        int cuts = Split.Parts(tokens, TokensAtOnce);
        TokenWalk walk = default;
        for (int i = 0; i < cuts; i++)
        {
            int first = Split.Start(tokens, cuts, i), count = Split.Start(tokens, cuts, i + 1) - first;
            if (pass.DinputWeights != null)
            {
                PackInputs(in pass, first, count, panels);
                AddProducts<L, V>(piece, in pass, first, count, panels, pass.DinputWeights, pass.Inputs, ofInputs: true);
            }
            AddBiases<L, V>(piece, in pass, first, count);
            if (pass.DhiddenWeights != null)
            {
                PackStates(in pass, ref walk, first, count, panels);
                AddProducts<L, V>(piece, in pass, first, count, panels, pass.DhiddenWeights, pass.Hidden, ofInputs: false);
            }
        }
    }

    static void AddProducts<L, V>(
        WeightPiece* piece, in BackwardPass pass, int firstToken, int tokens, float* panels, float* gradient, int columns, bool ofInputs)
        where L : struct, ILanes<V>
        where V : unmanaged
    {
        nint panelStride = (nint)tokens * Panels.Width;
        Part part = new() { RowStride = 1, StepStride = Panels.Width, B = panels, PanelStride = panelStride, Steps = tokens, ToNext = panelStride };
        for (int row = piece->FirstRow; row < piece->EndRow;)
        {
            (int gate, int block, int unit, int units) = RowsOfBlock(in pass, row, piece->EndRow);
            row += Panels.Width - unit;
            part.A = pass.SavedAt(ofInputs ? TCell.InputSlot(gate) : TCell.HiddenSlot(gate), block, firstToken) + unit;
            float* target = gradient + ((nint)gate * pass.Hidden + block * Panels.Width + unit) * columns;
            for (int panel = 0; panel < Panels.Count(columns); panel++)
            {
                int column = panel * Panels.Width;
                PanelProduct.Multiply<L, V>(
                    &part, 1, 0, units, panel, 1, Math.Min(Panels.Width, columns - column), target + column, columns, add: true);
            }
        }
    }

    static void AddBiases<L, V>(WeightPiece* piece, in BackwardPass pass, int firstToken, int tokens)
        where L : struct, ILanes<V>
        where V : unmanaged
    {
        if (pass.DinputBias == null && pass.DhiddenBias == null)
            return;
        float* sums = stackalloc float[Panels.Width];
        for (int row = piece->FirstRow; row < piece->EndRow;)
        {
            (int gate, int block, int unit, int units) = RowsOfBlock(in pass, row, piece->EndRow);
            row += Panels.Width - unit;
            int bias = gate * pass.Hidden + block * Panels.Width + unit;
            SumTokens<L, V>(pass.SavedAt(TCell.InputSlot(gate), block, firstToken) + unit, tokens, units, sums);
            AddTo(pass.DinputBias, bias, sums, units);
            if (TCell.HiddenSlot(gate) != TCell.InputSlot(gate))
                SumTokens<L, V>(pass.SavedAt(TCell.HiddenSlot(gate), block, firstToken) + unit, tokens, units, sums);
            AddTo(pass.DhiddenBias, bias, sums, units);
        }
    }

    /// <summary>The gate, block and unit in the block of a row, and how many units of the block the piece has from there on.</summary>
    static (int Gate, int Block, int Unit, int Units) RowsOfBlock(in BackwardPass pass, int row, int end)
    {
        (int panel, int unit) = Math.DivRem(row, Panels.Width);
        (int gate, int block) = Math.DivRem(panel, pass.Blocks);
        int endOfBlock = Math.Min(Panels.Width, unit + end - row);
        return (gate, block, unit, Math.Max(0, Math.Min(pass.Units(block), endOfBlock) - unit));
    }

    // Four sums, for token mod 4, because one alone would wait for each addition.
    static void SumTokens<L, V>(float* source, int tokens, int units, float* sums) where L : struct, ILanes<V> where V : unmanaged
    {
        for (int unit = 0; unit < units; unit += L.Count)
        {
            V s0 = L.Broadcast(0), s1 = s0, s2 = s0, s3 = s0;
            float* at = source + unit;
            int left = units - unit, token = 0;
            for (; token + 4 <= tokens; token += 4, at += 4 * Panels.Width)
            {
                s0 = L.Add(s0, Partial.Load<L, V>(at, left));
                s1 = L.Add(s1, Partial.Load<L, V>(at + Panels.Width, left));
                s2 = L.Add(s2, Partial.Load<L, V>(at + 2 * Panels.Width, left));
                s3 = L.Add(s3, Partial.Load<L, V>(at + 3 * Panels.Width, left));
            }
            for (; token < tokens; token++, at += Panels.Width)
                s0 = L.Add(s0, Partial.Load<L, V>(at, left));
            Partial.Store<L, V>(sums + unit, L.Add(L.Add(s0, s1), L.Add(s2, s3)), left);
        }
    }

    static void AddTo(float* bias, int first, float* sums, int count)
    {
        for (int i = 0; bias != null && i < count; i++)
            bias[first + i] += sums[i];
    }

    static void PackInputs(in BackwardPass pass, int firstToken, int tokens, float* panels)
    {
        for (int i = 0; i < tokens; i++)
            PackRow(pass.X + (firstToken + i) * pass.XStride, pass.Inputs, panels + (nint)i * Panels.Width, (nint)tokens * Panels.Width);
    }

    /// <summary>Packs the states that were read before each token: outputs of the step before, or initial states.</summary>
    static void PackStates(in BackwardPass pass, ref TokenWalk walk, int firstToken, int tokens, float* panels)
    {
        for (int i = 0; i < tokens; i++)
        {
            int token = firstToken + i;
            while (token >= pass.Steps.Offsets[walk.Step + 1])
                walk.Step++;
            int row = token - pass.Steps.Offsets[walk.Step];
            (int readBefore, int offset) = pass.Steps.Before(walk.Step, 0, pass.Steps.Batch);
            float* state = row < readBefore ? pass.Y + (offset + row) * pass.YStride : pass.InitialHidden + row * pass.StateStride;
            PackRow(state, pass.Hidden, panels + (nint)i * Panels.Width, (nint)tokens * Panels.Width);
        }
    }

    static void PackRow(float* source, int columns, float* target, nint panelStride)
    {
        int column = 0;
        for (; column + Panels.Width <= columns; column += Panels.Width, target += panelStride)
            new Span<float>(source + column, Panels.Width).CopyTo(new(target, Panels.Width));
        if (column < columns)
        {
            new Span<float>(source + column, columns - column).CopyTo(new(target, Panels.Width));
            new Span<float>(target + columns - column, Panels.Width - (columns - column)).Clear();
        }
    }

    /// <summary>The step of the token that was visited last.</summary>
    struct TokenWalk
    {
        public int Step;
    }
}
