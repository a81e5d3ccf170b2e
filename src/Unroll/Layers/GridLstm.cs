using Unroll.Tensors;

namespace Unroll.Layers;

/// <summary>
/// The two-dimensional grid, over time and depth: usable wherever an <see cref="Lstm"/> is. The input of each token enters the
/// depth; at each level and token a block turns the hidden and memory vectors of the depth (from the level below) and of time (from
/// the token before) into the next. The output is the depth's hidden vector at the top.
/// </summary>
/// <remarks>
/// Kalchbrenner, Danihelka and Graves (2015). <see cref="StackOptions.Layers"/> is the depth; dropout acts on the depth's hidden
/// vector between levels, never on memories. Two directions are two grids, merged at the top. Parameters a direction: 2·s·(inputs + 1)
/// for the input and 8·s·(2·s + 2) a block, of which a tied grid has one.
/// A cell's state is the last output, then h and m of time for each level.
/// </remarks>
public sealed class GridLstm : RecurrentLayer
{
    readonly IReadOnlyList<Module> directions;

    /// <summary>Weights uniform in ±1/√hiddenSize, as PyTorch's <c>LSTM</c>.</summary>
    /// <param name="inputSize">Features of the input, 1 or more.</param>
    /// <param name="hiddenSize">Width of every hidden and memory vector, 1 or more.</param>
    /// <param name="random">Where the initial weights come from.</param>
    /// <param name="options">Depth (as layers), directions and the like. All hidden sizes are the same but the last, to which the top of the grid is mapped.</param>
    /// <param name="grid">Whether levels are tied, and what happens along the depth.</param>
    /// <exception cref="ArgumentException">Hidden sizes differ, or hidden weights are to be dropped.</exception>
    public GridLstm(int inputSize, int hiddenSize, RandomSource random, StackOptions? options = null, GridOptions? grid = null)
        : this(inputSize, hiddenSize, random, options ?? new(), grid ?? new(), [])
    {
    }

    GridLstm(int inputSize, int hiddenSize, RandomSource random, StackOptions options, GridOptions grid, List<Module> directions)
        : base(inputSize, hiddenSize, OneLevel(options), random, place => CreateLevel(place, random, WithSize(options, hiddenSize), grid, directions))
    {
        (this.directions, Depth, IsTied) = (directions, options.Layers, grid.TiesDepth);
    }

    /// <summary>Levels each token passes through.</summary>
    public int Depth { get; }

    /// <summary>Whether all levels have the same weights.</summary>
    public bool IsTied { get; }

    /// <summary>The sizes and options in words.</summary>
    public override string ToString() =>
        $"GridLstm({InputSize} → {OutputSize}, depth {Depth}{(IsTied ? " tied" : "")}{(IsBidirectional ? ", bidirectional" : "")})";

    // To what surrounds it a whole grid is one layer.
    static StackOptions OneLevel(StackOptions options) => options with { Layers = 1, HiddenSizes = options.HiddenSizes is [.., var top] ? [top] : null, Dropout = 0 };

    static StackOptions WithSize(StackOptions options, int hiddenSize) => options with { HiddenSizes = options.HiddenSizes ?? [.. Enumerable.Repeat(hiddenSize, options.Layers)] };

    static GridLevel CreateLevel(LevelPlace place, RandomSource random, StackOptions options, GridOptions grid, List<Module> modules)
    {
        IReadOnlyList<int> sizes = options.HiddenSizes!;
        if (options.HiddenWeightDropout > 0)
        {
            throw new ArgumentException("GridLstm: HiddenWeightDropout is not there for a grid; use Dropout, which acts between its levels.", nameof(options));
        }

        if (sizes.Take(sizes.Count - 1).Any(size => size != sizes[0]))
        {
            throw new ArgumentException($"GridLstm: HiddenSizes: the levels of a grid share one width, only the last may differ; got {string.Join(", ", sizes)}.", nameof(options));
        }

        List<GridOverTime> directions = [];
        for (int direction = 0; direction < place.Directions; direction++)
        {
            directions.Add(new(place.InputSize, sizes[0], sizes[^1], options, grid, random, random.Stream("dropout").Stream(direction)));
        }

        modules.AddRange(directions);
        return new(place.InputSize, directions);
    }
}
