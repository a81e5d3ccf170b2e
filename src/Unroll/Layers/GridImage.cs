using Unroll.Operations;
using Unroll.Tensors;

namespace Unroll.Layers;

/// <summary>
/// The three-dimensional grid, over the rows, the columns and the depth of images: at each place and level a block turns the vectors
/// that come from the level below, from the place above and from the place to the left into the next. The output is the depth's hidden
/// vector at the top, at each place.
/// </summary>
/// <remarks>
/// Kalchbrenner, Danihelka and Graves (2015). Places on one diagonal do not depend on each other: they are computed together, for all
/// images. Parameters: 2·s·(inputs + 1) for the input and 12·s·(3·s + 2) a block, of which a tied grid has one.
/// </remarks>
public sealed class GridImage : Module
{
    const int Depth = 0, Down = 1, Across = 2;

    readonly GridDepth depth;

    /// <summary>A grid for images of any number of places.</summary>
    /// <param name="inputSize">Features of a place, such as the pixels of a patch; 1 or more.</param>
    /// <param name="size">Width of every hidden and memory vector, 1 or more.</param>
    /// <param name="levels">Levels each place passes through, 1 or more.</param>
    /// <param name="random">Where the initial weights come from.</param>
    /// <param name="options">How levels are built.</param>
    public GridImage(int inputSize, int size, int levels, RandomSource random, GridOptions? options = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(inputSize, 1);
        InputSize = inputSize;
        depth = new(inputSize, size, others: 2, levels, options ?? new(), random);
    }

    /// <summary>Features of a place.</summary>
    public int InputSize { get; }

    /// <summary>Features of the output at each place.</summary>
    public int OutputSize => depth.Size;

    /// <summary>Number of levels.</summary>
    public int Levels => depth.Levels;

    /// <summary>Looks at a batch of images.</summary>
    /// <param name="x">[rows · columns · images, InputSize]: place by place, row by row, and within a place image by image.</param>
    /// <param name="rows">Places from top to bottom, 1 or more.</param>
    /// <param name="columns">Places from left to right, 1 or more.</param>
    /// <returns>[rows · columns · images, OutputSize], in the same order.</returns>
    /// <exception cref="ShapeMismatchException">x has not InputSize features, or its rows are no whole number of images.</exception>
    public Tensor Forward(Tensor x, int rows, int columns)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        if (x.Shape is not [var count, var features] || features != InputSize || count % (rows * columns) != 0)
        {
            throw new ShapeMismatchException("GridImage", nameof(x), $"[images · {rows} · {columns}, {InputSize}]", x.Shape,
                "give each place of each image a row");
        }

        Diagonals diagonals = new(rows, columns, images: count / (rows * columns));
        GridVector vector = depth.Enter(x.SelectRows(diagonals.Order));
        for (int level = 0; level < depth.Levels; level++)
        {
            vector = Rise(depth[level], vector, diagonals);
        }

        return vector.Hidden.SelectRows(diagonals.Positions);
    }

    /// <summary>The sizes.</summary>
    public override string ToString() => $"GridImage({InputSize} → {OutputSize}, {Levels} levels)";

    static GridVector Rise(GridBlock block, GridVector rising, Diagonals diagonals)
    {
        List<GridVector> risen = [];
        GridVector down = GridVector.Zeros(0, block.Dimensions[Down]), across = GridVector.Zeros(0, block.Dimensions[Across]);
        for (int diagonal = 0; diagonal < diagonals.Count; diagonal++)
        {
            (int start, int count) = diagonals.RowsOf(diagonal);
            IReadOnlyList<GridVector> after = block.Forward(
            [
                Map(rising, part => part.Rows(start, count)),
                Map(down, part => part.SelectRows(diagonals.Above(diagonal))),
                Map(across, part => part.SelectRows(diagonals.Left(diagonal))),
            ]);
            risen.Add(after[Depth]);
            (down, across) = (after[Down], after[Across]);
        }

        return new(
            Tensor.ConcatenateRows([.. risen.Select(vector => vector.Hidden)]),
            rising.Memory is null ? null : Tensor.ConcatenateRows([.. risen.Select(vector => vector.Memory!)]));
    }

    static GridVector Map(GridVector vector, Func<Tensor, Tensor> change) => new(change(vector.Hidden), vector.Memory is null ? null : change(vector.Memory));

    /// <summary>The places of a rectangle diagonal by diagonal, with one row for each image at each place.</summary>
    sealed class Diagonals(int rows, int columns, int images)
    {
        internal int Count => rows + columns - 1;

        /// <summary>The row in the caller's order of each row.</summary>
        internal int[] Order { get; } = [.. Enumerable.Range(0, rows + columns - 1)
            .SelectMany(diagonal => Enumerable.Range(0, rows).Where(row => row <= diagonal && diagonal - row < columns).Select(row => row * columns + diagonal - row))
            .SelectMany(place => Enumerable.Range(place * images, images))];

        /// <summary>The row of each row in the caller's order.</summary>
        internal int[] Positions
        {
            get
            {
                int[] positions = new int[Order.Length];
                for (int i = 0; i < positions.Length; i++)
                {
                    positions[Order[i]] = i;
                }

                return positions;
            }
        }

        internal (int Start, int Count) RowsOf(int diagonal) =>
            (Enumerable.Range(0, diagonal).Sum(Places) * images, Places(diagonal) * images);

        /// <summary>For each row of a diagonal that of the place above, on the diagonal before; −1 at the upper edge.</summary>
        internal int[] Above(int diagonal) => Before(diagonal, rowStep: 1);

        /// <summary>For each row of a diagonal that of the place to the left, on the diagonal before; −1 at the left edge.</summary>
        internal int[] Left(int diagonal) => Before(diagonal, rowStep: 0);

        int[] Before(int diagonal, int rowStep)
        {
            int[] before = new int[Places(diagonal) * images];
            for (int i = 0; i < before.Length; i++)
            {
                int row = FirstRow(diagonal) + i / images - rowStep, column = diagonal - 1 - row;
                before[i] = row < 0 || column < 0 ? -1 : (row - FirstRow(diagonal - 1)) * images + i % images;
            }

            return before;
        }

        int FirstRow(int diagonal) => Math.Max(0, diagonal - columns + 1);

        int Places(int diagonal) => Math.Min(diagonal, rows - 1) - FirstRow(diagonal) + 1;
    }
}
