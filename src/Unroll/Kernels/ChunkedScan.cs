namespace Unroll.Kernels;

/// <summary>
/// h' = a∘h + b over packed sequences, all steps at once, from ln a and ln b. Time is cut into chunks. Each is scanned as if nothing came before
/// it, beside all the others; then one pass over the chunks says with what each begins; then every state follows from its chunk's.
/// </summary>
/// <remarks>
/// Where chunks begin depends on time alone, and units never meet, so the result depends neither on the number of threads nor on the other
/// sequences of a batch.
/// </remarks>
static unsafe class ChunkedScan
{
    /// <summary>Steps of a chunk: enough that what is done once a chunk costs little, few enough that a text of some hundred tokens has several.</summary>
    public const int ChunkSteps = 64;

    // Units of all rows that a piece takes through a chunk: they stay in the first-level cache.
    const int BlockFloats = 1024;

    // Below so many numbers waking other threads takes longer than the work.
    const int SmallScan = 1 << 13, MostPieces = 1 << 15;

    /// <summary>How many chunks a number of steps has.</summary>
    public static int Chunks(int steps) => Split.Parts(steps, ChunkSteps);

    /// <summary>The state after every token.</summary>
    /// <param name="logs">ln a and ln b of each token side by side, [tokens, 2 · width].</param>
    /// <param name="left">Room for ln of what is left of the chunk's first state at each token, [tokens, width].</param>
    /// <param name="begins">For each chunk the states that it begins with; those of the one that is read first are given. [chunks, batch, width].</param>
    /// <param name="y">h of each token, [tokens, width].</param>
    /// <param name="final">h after each sequence, [batch, width].</param>
    /// <param name="steps">Where the tokens lie.</param>
    /// <param name="width">Units.</param>
    /// <param name="isReverse">Whether sequences are read from their ends.</param>
    /// <param name="team">Who shares the work.</param>
    public static void Forward(
        ReadOnlySpan<float> logs, Span<float> left, Span<float> begins, Span<float> y, Span<float> final, PackedSteps steps, int width, bool isReverse, ThreadTeam team)
    {
        fixed (float* plogs = logs, pleft = left, pbegins = begins, py = y)
        fixed (int* live = steps.Live, offsets = steps.Offsets)
        {
            Arguments arguments = New(live, offsets, steps, width, isReverse);
            arguments.Logs = plogs;
            arguments.Left = pleft;
            arguments.Begins = pbegins;
            arguments.Y = py;
            ThreadTeam workers = y.Length < SmallScan ? ThreadTeam.Single : team;
            Run(workers, &ScanPiece, ref arguments);
            HandOn(in arguments, begins, final);
            Run(workers, &StatePiece, ref arguments);
        }
    }

    /// <summary>The way back: with d = dy + a'∘d' of the next token, d(ln a) += d∘a∘h before, d(ln b) += d∘b.</summary>
    /// <param name="factors">a and b of each token side by side, [tokens, 2 · width].</param>
    /// <param name="begins">As <see cref="Forward"/> left them.</param>
    /// <param name="y">h of each token.</param>
    /// <param name="dy">Its gradient; empty for none.</param>
    /// <param name="arriving">For each chunk the gradient that arrives at the states it ends with; that of the one read last is given. [chunks, batch, width]. On return
    /// that of the one read first is the gradient of the first states.</param>
    /// <param name="passed">Room for what each chunk makes of it, twice [chunks, batch, width].</param>
    /// <param name="dlogs">Gradient of the logarithms, added to.</param>
    /// <param name="steps">Where the tokens lie.</param>
    /// <param name="width">Units.</param>
    /// <param name="isReverse">Whether sequences are read from their ends.</param>
    /// <param name="team">Who shares the work.</param>
    public static void Backward(
        ReadOnlySpan<float> factors, ReadOnlySpan<float> begins, ReadOnlySpan<float> y, ReadOnlySpan<float> dy, Span<float> arriving, Span<float> passed, Span<float> dlogs,
        PackedSteps steps, int width, bool isReverse, ThreadTeam team)
    {
        fixed (float* pfactors = factors, pbegins = begins, py = y, pdy = dy, parriving = arriving, ppassed = passed, pdlogs = dlogs)
        fixed (int* live = steps.Live, offsets = steps.Offsets)
        {
            Arguments arguments = New(live, offsets, steps, width, isReverse);
            arguments.Logs = pfactors;
            arguments.Begins = pbegins;
            arguments.Y = py;
            arguments.Dy = pdy;
            arguments.Arriving = parriving;
            arguments.Passed = ppassed;
            arguments.Dlogs = pdlogs;
            ThreadTeam workers = y.Length < SmallScan ? ThreadTeam.Single : team;
            if (arguments.Chunks > 1)
            {
                Run(workers, &GradientPassPiece, ref arguments);
                HandBack(in arguments, arriving, passed);
            }

            Run(workers, &GradientPiece, ref arguments);
        }
    }

    static Arguments New(int* live, int* offsets, PackedSteps steps, int width, bool isReverse)
    {
        int chunks = Chunks(steps.Live.Length), rows = Math.Max(1, BlockFloats / width);
        int blocks = Math.Min(Split.Parts(steps.BatchSize, rows), Math.Max(1, MostPieces / Math.Max(1, chunks)));
        return new()
        {
            Live = live,
            Offsets = offsets,
            Steps = steps.Live.Length,
            Batch = steps.BatchSize,
            Width = width,
            IsReverse = isReverse,
            Chunks = chunks,
            Blocks = blocks,
        };
    }

    static void Run(ThreadTeam workers, delegate*<void*, int, void> work, ref Arguments arguments)
    {
        fixed (Arguments* pointer = &arguments)
        {
            if (arguments.Pieces > 0)
            {
                workers.Run(work, pointer, arguments.Pieces);
            }
        }
    }

    // With what each chunk begins, and the states after the last.
    static void HandOn(in Arguments scan, Span<float> begins, Span<float> final)
    {
        int states = scan.Batch * scan.Width;
        for (int i = 0; i < scan.Chunks; i++)
        {
            int chunk = scan.InOrder(i);
            Span<float> begin = begins.Slice(chunk * states, states), end = i + 1 < scan.Chunks ? begins.Slice(scan.InOrder(i + 1) * states, states) : final;
            // Whoever has no token in the chunk keeps what it had.
            begin.CopyTo(end);
            for (int row = 0; row < scan.RowsIn(chunk); row++)
            {
                nint at = (nint)(scan.Offsets[scan.LastStep(chunk, row)] + row) * scan.Width;
                int first = row * scan.Width;
                LogSpace.State(new(scan.Y + at, scan.Width), new(scan.Left + at, scan.Width), begin.Slice(first, scan.Width), end.Slice(first, scan.Width));
            }
        }

        if (scan.Chunks == 0)
        {
            begins.CopyTo(final);
        }
    }

    // What arrives at each chunk's end, from the last read to the first: constant + factor · what arrives at the end of the next.
    static void HandBack(in Arguments scan, Span<float> arriving, ReadOnlySpan<float> passed)
    {
        int states = scan.Batch * scan.Width, all = scan.Chunks * states;
        for (int i = scan.Chunks - 1; i > 0; i--)
        {
            int chunk = scan.InOrder(i), before = scan.InOrder(i - 1);
            ReadOnlySpan<float> constant = passed.Slice(chunk * states, states), factor = passed.Slice(all + chunk * states, states), here = arriving.Slice(chunk * states, states);
            Span<float> next = arriving.Slice(before * states, states);
            constant.CopyTo(next);
            Elementwise.MultiplyAdd(factor, here, next);
        }
    }

    // Sums as if the chunk began with nothing: ln of what was added goes where the states will be.
    static void ScanPiece(void* pointer, int piece)
    {
        ref Arguments scan = ref *(Arguments*)pointer;
        Block block = scan.BlockOf(piece);
        for (int i = 0; i < block.Steps; i++)
        {
            int step = block.StepAt(i), rows = scan.Rows(block, step);
            int going = i == 0 ? 0 : Math.Min(rows, scan.Rows(block, block.StepAt(i - 1)));
            nint at = scan.Row(block, step), before = i == 0 ? at : scan.Row(block, block.StepAt(i - 1));
            LogSpace.Begin(scan.LogsAt(at, going, rows), scan.Span(scan.Y, at, going, rows), scan.Span(scan.Left, at, going, rows), scan.Width);
            LogSpace.Continue(scan.LogsAt(at, 0, going), scan.Span(scan.Y, before, 0, going), scan.Span(scan.Left, before, 0, going),
                scan.Span(scan.Y, at, 0, going), scan.Span(scan.Left, at, 0, going), scan.Width);
        }
    }

    static void StatePiece(void* pointer, int piece)
    {
        ref Arguments scan = ref *(Arguments*)pointer;
        Block block = scan.BlockOf(piece);
        for (int i = 0; i < block.Steps; i++)
        {
            int step = block.StepAt(i), rows = scan.Rows(block, step);
            nint at = scan.Row(block, step);
            Span<float> y = scan.Span(scan.Y, at, 0, rows);
            LogSpace.State(y, scan.Span(scan.Left, at, 0, rows), scan.States(scan.Begins, block, 0, rows), y);
        }
    }

    // What a gradient g at the states after the chunk becomes at those before it: constant + factor · g.
    static void GradientPassPiece(void* pointer, int piece)
    {
        ref Arguments scan = ref *(Arguments*)pointer;
        Block block = scan.BlockOf(piece);
        float* factors = scan.Passed + (nint)scan.Chunks * scan.Batch * scan.Width;
        Span<float> constant = scan.States(scan.Passed, block, 0, block.Rows), factor = scan.States(factors, block, 0, block.Rows);
        constant.Clear();
        factor.Fill(1);
        for (int i = block.Steps - 1; i >= 0; i--)
        {
            int step = block.StepAt(i), rows = scan.Rows(block, step);
            nint at = scan.Row(block, step);
            LogSpace.PassBack(scan.LogsAt(at, 0, rows), scan.Dy == null ? [] : scan.Span(scan.Dy, at, 0, rows), constant[..(rows * scan.Width)], factor[..(rows * scan.Width)], scan.Width);
        }
    }

    static void GradientPiece(void* pointer, int piece)
    {
        ref Arguments scan = ref *(Arguments*)pointer;
        Block block = scan.BlockOf(piece);
        for (int i = block.Steps - 1; i >= 0; i--)
        {
            int step = block.StepAt(i), rows = scan.Rows(block, step);
            int going = i == 0 ? 0 : Math.Min(rows, scan.Rows(block, block.StepAt(i - 1)));
            Back(ref scan, block, step, 0, going, i == 0 ? [] : scan.Span(scan.Y, scan.Row(block, block.StepAt(i - 1)), 0, going));
            Back(ref scan, block, step, going, rows, scan.States(scan.Begins, block, going, rows));
        }
    }

    static void Back(ref Arguments scan, Block block, int step, int from, int to, ReadOnlySpan<float> before)
    {
        nint at = scan.Row(block, step);
        LogSpace.StepBackward(scan.LogsAt(at, from, to), before, scan.Dy == null ? [] : scan.Span(scan.Dy, at, from, to), scan.States(scan.Arriving, block, from, to),
            new(scan.Dlogs + (at + from) * 2 * scan.Width, (to - from) * 2 * scan.Width), scan.Width);
    }

    /// <summary>Some rows on their way through one chunk.</summary>
    /// <param name="Chunk">The chunk.</param>
    /// <param name="First">The first row, counted within a step.</param>
    /// <param name="Rows">How many there are at most.</param>
    /// <param name="FirstStep">The step that is read first.</param>
    /// <param name="Steps">Steps of the chunk.</param>
    /// <param name="Direction">1, or −1 where sequences are read from their ends.</param>
    readonly record struct Block(int Chunk, int First, int Rows, int FirstStep, int Steps, int Direction)
    {
        /// <summary>The i-th step in the order of reading.</summary>
        internal int StepAt(int i) => FirstStep + i * Direction;
    }

    struct Arguments
    {
        public float* Logs, Left, Begins, Y, Dy, Arriving, Passed, Dlogs;
        public int* Live, Offsets;
        public int Steps, Batch, Width, Chunks, Blocks;
        public bool IsReverse;

        public readonly int Pieces => Chunks * Blocks;

        public readonly int InOrder(int i) => IsReverse ? Chunks - 1 - i : i;

        public readonly int RowsIn(int chunk) => Live[chunk * ChunkSteps];

        /// <summary>The step of a chunk in which a row is read last.</summary>
        public readonly int LastStep(int chunk, int row)
        {
            int step = chunk * ChunkSteps;
            while (!IsReverse && step + 1 < Math.Min(Steps, (chunk + 1) * ChunkSteps) && Live[step + 1] > row)
            {
                step++;
            }

            return step;
        }

        public readonly Block BlockOf(int piece)
        {
            int chunk = piece / Blocks, block = piece % Blocks, start = chunk * ChunkSteps, steps = Math.Min(ChunkSteps, Steps - start), first = Split.Start(Batch, Blocks, block);
            return new(chunk, first, Split.Start(Batch, Blocks, block + 1) - first, IsReverse ? start + steps - 1 : start, steps, IsReverse ? -1 : 1);
        }

        /// <summary>Rows of the block that have a token at a step; they are its first ones.</summary>
        public readonly int Rows(Block block, int step) => Math.Clamp(Live[step] - block.First, 0, block.Rows);

        /// <summary>Where the block's first row lies among the tokens.</summary>
        public readonly nint Row(Block block, int step) => Offsets[step] + block.First;

        public readonly Span<float> Span(float* values, nint row, int from, int to) => new(values + (row + from) * Width, (to - from) * Width);

        public readonly ReadOnlySpan<float> LogsAt(nint row, int from, int to) => new(Logs + (row + from) * 2 * Width, (to - from) * 2 * Width);

        public readonly Span<float> States(float* values, Block block, int from, int to) =>
            new(values + ((nint)block.Chunk * Batch + block.First + from) * Width, (to - from) * Width);
    }
}
