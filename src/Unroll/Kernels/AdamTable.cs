using System.Diagnostics;

namespace Unroll.Kernels;

/// <summary>
/// Adam on a table of which each step has a gradient for few rows. A row without one moves all the same; here it does so
/// late, when it is next needed: all its missed steps at once, to the same bits.
/// </summary>
/// <remarks>Rows belong to one thread each, so results do not depend on the team.</remarks>
unsafe ref struct AdamTable
{
    /// <summary>The parameter and its moments, [rows, Width].</summary>
    public required Span<float> P, M, V;
    public required int Width;

    /// <summary>The step up to which each row is done; 0 for a row that has never had a gradient.</summary>
    public required Span<int> LastSteps;

    /// <summary>The steps that some row may have missed: FirstStep and the following ones.</summary>
    public required ReadOnlySpan<AdamStep> Steps;
    public required long FirstStep;

    /// <summary>At least as large as the learning rate of any of the steps.</summary>
    public required float LargestLearningRate;

    /// <summary>Whether decoupled decay shrinks parameters, so that a row that has never had a gradient moves too.</summary>
    public required bool MovesUnusedRows;

    /// <summary>
    /// Does for these rows what a gradient of 0 does in each of the steps they have missed, bit for bit, but leaves out
    /// what cannot change a bit. A row may be named twice.
    /// </summary>
    public readonly void CatchUp(ReadOnlySpan<int> rows, ThreadTeam team) => Run(rows, rows.Length, gradient: [], team);

    /// <summary>As <see cref="CatchUp"/>, for every row.</summary>
    public readonly void CatchUpAll(ThreadTeam team) => Run([], LastSteps.Length, gradient: [], team);

    /// <summary>The last of the steps, which has a gradient [rows, Width], for rows that have done all before it. Each is named once.</summary>
    public readonly void Update(ReadOnlySpan<int> rows, ReadOnlySpan<float> gradient, ThreadTeam team) => Run(rows, rows.Length, gradient, team);

    readonly void Run(ReadOnlySpan<int> rows, int count, ReadOnlySpan<float> gradient, ThreadTeam team)
    {
        const int FewRows = 32;
        Debug.Assert(P.Length == LastSteps.Length * Width && M.Length == P.Length && V.Length == P.Length);
        fixed (float* p = P, m = M, v = V, g = gradient)
        fixed (int* last = LastSteps, row = rows)
        fixed (AdamStep* steps = Steps)
        {
            Arguments arguments = new()
            {
                P = p,
                M = m,
                V = v,
                G = g,
                Width = Width,
                Last = last,
                Rows = row,
                Count = count,
                Pieces = count < FewRows ? 1 : team.Size,
                Steps = steps,
                FirstStep = FirstStep,
                LastStep = FirstStep + Steps.Length - 1,
                LargestLearningRate = LargestLearningRate,
                MovesUnusedRows = MovesUnusedRows,
            };
            Dispatch.Run<Late, Arguments>(&arguments, arguments.Pieces, team);
        }
    }

    struct Arguments
    {
        public float* P, M, V, G;
        public int* Last, Rows;
        public AdamStep* Steps;
        public long FirstStep, LastStep;
        public int Width, Count, Pieces;
        public float LargestLearningRate;
        public bool MovesUnusedRows;
    }

    // The piece of a row follows from its number, so a row that is named twice is never in two hands.
    readonly struct Late : IKernel<Arguments>
    {
        const int RowsAhead = 2;

        public static void Run<L, V>(Arguments* arguments, int piece) where L : struct, ILanes<V> where V : unmanaged
        {
            for (int i = 0; i < arguments->Count; i++)
            {
                int row = arguments->Rows == null ? i : arguments->Rows[i];
                if (arguments->Rows != null && i + RowsAhead < arguments->Count)
                    PrefetchRow(arguments, arguments->Rows[i + RowsAhead]);
                if (row % arguments->Pieces != piece)
                    continue;
                if (arguments->G != null)
                    UpdateRow<L, V>(arguments, row);
                else if (arguments->Last[row] < arguments->LastStep && (arguments->Last[row] != 0 || arguments->MovesUnusedRows))
                    CatchUpRow<L, V>(arguments, row);
                else
                    continue;
                arguments->Last[row] = (int)arguments->LastStep;
            }
        }

        // Rows lie far apart, where no processor foresees them; waiting for memory would take as long as the arithmetic.
        static void PrefetchRow(Arguments* arguments, int row)
        {
            nint start = (nint)row * arguments->Width;
            for (int i = 0; i < arguments->Width; i += Prefetch.Line)
            {
                Prefetch.Near(arguments->P + start + i);
                Prefetch.Near(arguments->M + start + i);
                Prefetch.Near(arguments->V + start + i);
            }
        }

        static void UpdateRow<L, V>(Arguments* arguments, int row) where L : struct, ILanes<V> where V : unmanaged
        {
            nint start = (nint)row * arguments->Width;
            AdamKernels.UpdateSpan<L, V>(
                arguments->P + start, arguments->G + start, arguments->M + start, arguments->V + start, arguments->Width,
                in arguments->Steps[arguments->LastStep - arguments->FirstStep]);
        }

        static void CatchUpRow<L, V>(Arguments* arguments, int row) where L : struct, ILanes<V> where V : unmanaged
        {
            nint start = (nint)row * arguments->Width;
            long first = arguments->Last[row] + 1 - arguments->FirstStep;
            int missed = (int)(arguments->LastStep - arguments->Last[row]);
            AdamCatchUp.Run<L, V>(
                arguments->P + start, arguments->M + start, arguments->V + start, arguments->Width, arguments->Steps + first, missed,
                arguments->LargestLearningRate, arguments->MovesUnusedRows);
        }
    }
}
