namespace Unroll.Kernels;

/// <summary>C[rows, columns] (+)= A · B over a list of parts whose right-hand sides are packed: tiles, split among a team.</summary>
static unsafe class PanelProduct
{
    // A of this many steps by a tile's rows, and a panel as deep, lie in the first-level cache together. Where A
    // is read across its rows, every step is another cache line, so the cut pays much earlier.
    const int StepsAlongRows = 1024;
    const int StepsAcrossRows = 192;
    const int RowsPerPiece = 96;
    const int SmallProduct = 1 << 16;

    public static void Run(Part part, float* c, int stride, int rows, int columns, Write write, ThreadTeam team) =>
        Run(&part, 1, c, stride, rows, columns, write, team);

    /// <summary>The sum runs over the parts in order; a single part may be of any length and is cut for the caches.</summary>
    public static void Run(Part* parts, int partCount, float* c, int stride, int rows, int columns, Write write, ThreadTeam team)
    {
        Arguments arguments = new()
        {
            Parts = parts,
            PartCount = partCount,
            C = c,
            Stride = stride,
            Rows = rows,
            Columns = columns,
            Add = write == Write.Add,
        };
        long work = 0;
        for (int i = 0; i < partCount; i++)
            work += (long)rows * columns * parts[i].Steps;
        (arguments.RowPieces, arguments.PanelPieces) = Pieces(rows, Panels.Count(columns), work, team.Size);
        Dispatch.Run<Product, Arguments>(&arguments, arguments.RowPieces * arguments.PanelPieces, team);
    }

    static (int Rows, int Panels) Pieces(int rows, int panels, long work, int workers)
    {
        int rowPieces = Math.Min(Split.Parts(rows, RowsPerPiece), 16384);
        if (workers == 1 || work < SmallProduct)
            return (rowPieces, 1);
        int wanted = Split.Parts(4 * workers, rowPieces);
        return (rowPieces, Math.Min(wanted, panels));
    }

    /// <summary>
    /// One tile of C, or several neighbouring ones where rows are scarce, of which only some columns exist: tiles write
    /// whole vectors, so where C has fewer columns they do so beside C, and the real columns are copied.
    /// </summary>
    internal static void Tile<L, V>(
        Part* parts, int partCount, int row, int rows, int panel, int panels, int columns, float* c, nint stride, bool add)
        where L : struct, ILanes<V>
        where V : unmanaged
    {
        int width = panels * Panels.Width;
        if (columns == width)
        {
            WriteWhole<L, V>(parts, partCount, row, rows, panel, panels, columns, c, stride, add);
            return;
        }
        float* beside = stackalloc float[12 * Panels.Width];
        if (add) Copy(c, stride, beside, width, rows, columns);
        WriteWhole<L, V>(parts, partCount, row, rows, panel, panels, columns, beside, width, add);
        Copy(beside, width, c, stride, rows, columns);
    }

    static void WriteWhole<L, V>(
        Part* parts, int partCount, int row, int rows, int panel, int panels, int columns, float* c, nint stride, bool add)
        where L : struct, ILanes<V>
        where V : unmanaged
    {
        if (panels > 1)
            FewRows.Multiply<L, V>(parts, partCount, row, rows, panel, panels, c, stride, add);
        else
            Kernels.Tile.Multiply<L, V>(parts, partCount, row, rows, panel, columns, c, stride, add);
    }

    static void Copy(float* source, nint sourceStride, float* target, nint targetStride, int rows, int columns)
    {
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++)
                target[row * targetStride + column] = source[row * sourceStride + column];
        }
    }

    struct Arguments
    {
        public Part* Parts;
        public int PartCount;
        public float* C;
        public int Stride, Rows, Columns, RowPieces, PanelPieces;
        public bool Add;
    }

    readonly struct Product : IKernel<Arguments>
    {
        public static void Run<L, V>(Arguments* arguments, int piece) where L : struct, ILanes<V> where V : unmanaged
        {
            (int panelPiece, int rowPiece) = Math.DivRem(piece, arguments->RowPieces);
            int firstRow = Split.Start(arguments->Rows, arguments->RowPieces, rowPiece);
            int endRow = Split.Start(arguments->Rows, arguments->RowPieces, rowPiece + 1);
            int panels = Panels.Count(arguments->Columns);
            int firstPanel = Split.Start(panels, arguments->PanelPieces, panelPiece);
            int endPanel = Split.Start(panels, arguments->PanelPieces, panelPiece + 1);
            if (arguments->PartCount != 1)
            {
                Block<L, V>(arguments, arguments->Parts, arguments->Add, firstRow, endRow, firstPanel, endPanel);
                return;
            }
            Part part = *arguments->Parts;
            int steps = part.Steps, cut = part.StepStride == 1 ? StepsAlongRows : StepsAcrossRows;
            int cuts = Math.Max(1, Split.Parts(steps, cut));
            for (int i = 0; i < cuts; i++)
            {
                int first = Split.Start(steps, cuts, i);
                Part slice = part;
                slice.A += first * part.StepStride;
                slice.B += (nint)first * Panels.Width;
                slice.Steps = Split.Start(steps, cuts, i + 1) - first;
                Block<L, V>(arguments, &slice, arguments->Add || i > 0, firstRow, endRow, firstPanel, endPanel);
            }
        }

        static void Block<L, V>(
            Arguments* arguments, Part* parts, bool add, int firstRow, int endRow, int firstPanel, int endPanel)
            where L : struct, ILanes<V>
            where V : unmanaged
        {
            int rows = endRow - firstRow, stride = arguments->Stride;
            int tiles = Split.Parts(rows, Kernels.Tile.MaxRows<L, V>());
            int panels;
            for (int panel = firstPanel; panel < endPanel; panel += panels)
            {
                panels = FewRows.Fits<L, V>(rows) ? Math.Min(endPanel - panel, FewRows.MaxPanels) : 1;
                int column = panel * Panels.Width;
                int columns = Math.Min(panels * Panels.Width, arguments->Columns - column);
                for (int tile = 0; tile < tiles; tile++)
                {
                    int row = firstRow + Split.Start(rows, tiles, tile);
                    int tileRows = firstRow + Split.Start(rows, tiles, tile + 1) - row;
                    float* c = arguments->C + (nint)row * stride + column;
                    Tile<L, V>(parts, arguments->PartCount, row, tileRows, panel, panels, columns, c, stride, add);
                }
            }
        }
    }
}
