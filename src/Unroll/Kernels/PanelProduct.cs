namespace Unroll.Kernels;

/// <summary>C[rows, columns] (+)= A · B over a list of parts whose right-hand sides are packed: tiles, split among a team.</summary>
static unsafe class PanelProduct
{
    const int RowsPerPiece = 96;
    const int SmallProduct = 1 << 16;

    public static void Run(Part part, float* c, int stride, int rows, int columns, Write write, ThreadTeam team) =>
        Run(&part, 1, c, stride, rows, columns, write, team);

    /// <summary>The sum runs over the parts in order.</summary>
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
    /// Up to 96 rows times one panel, or a few rows times several neighbouring ones, of which only some columns exist: tiles write
    /// whole vectors, so where C has fewer columns they do so beside C, and the real columns are copied.
    /// </summary>
    internal static void Multiply<L, V>(
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
        float* beside = stackalloc float[RowsPerPiece * Panels.Width];
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
            TileColumn.Multiply<L, V>(parts, partCount, row, rows, panel, columns, c, stride, add, add ? c + Panels.Width : null);
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
            int allPanels = Panels.Count(arguments->Columns);
            int endPanel = Split.Start(allPanels, arguments->PanelPieces, panelPiece + 1);
            int rows = endRow - firstRow, panels;
            for (int panel = Split.Start(allPanels, arguments->PanelPieces, panelPiece); panel < endPanel; panel += panels)
            {
                panels = FewRows.Fits<L, V>(rows) ? Math.Min(endPanel - panel, FewRows.MaxPanels) : 1;
                int column = panel * Panels.Width, columns = Math.Min(panels * Panels.Width, arguments->Columns - column);
                float* c = arguments->C + (nint)firstRow * arguments->Stride + column;
                Multiply<L, V>(arguments->Parts, arguments->PartCount, firstRow, rows, panel, panels, columns, c, arguments->Stride, arguments->Add);
            }
        }
    }
}
