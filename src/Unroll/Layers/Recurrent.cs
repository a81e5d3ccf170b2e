using Unroll.Tensors;

namespace Unroll.Layers;

/// <summary>Where in a stack a cell stands.</summary>
/// <param name="Layer">0 for the layer that reads the input.</param>
/// <param name="IsReverse">Whether the cell reads sequences from their ends.</param>
/// <param name="InputSize">Features that arrive there.</param>
/// <param name="HiddenSize">Hidden size asked for there.</param>
public readonly record struct CellPlace(int Layer, bool IsReverse, int InputSize, int HiddenSize);

/// <summary>
/// A recurrent layer over a cell of your own, with the surroundings that the fused layers have: packing, layers, directions,
/// dropout, states. The cell is unrolled operation by operation, which costs more time than a fused one.
/// </summary>
public sealed class Recurrent : RecurrentLayer
{
    readonly List<Module> cells;

    /// <summary>Creates one cell for each layer and direction.</summary>
    /// <param name="inputSize">Features of the input, 1 or more.</param>
    /// <param name="hiddenSize">Hidden size of each layer unless the options say otherwise, 1 or more.</param>
    /// <param name="random">Handed to the cells, and where dropout between layers draws from.</param>
    /// <param name="createCell">Makes the cell for a place; it must have the place's input and hidden size.</param>
    /// <param name="options">Layers, directions and the like.</param>
    /// <exception cref="ArgumentException">A cell does not have the sizes of its place.</exception>
    public Recurrent(int inputSize, int hiddenSize, RandomSource random, Func<CellPlace, RandomSource, IRecurrentCell> createCell, StackOptions? options = null)
        : this(inputSize, hiddenSize, random, createCell, options, [])
    {
    }

    Recurrent(int inputSize, int hiddenSize, RandomSource random, Func<CellPlace, RandomSource, IRecurrentCell> createCell, StackOptions? options, List<Module> cells)
        : base(inputSize, hiddenSize, options, random, place => CreateLevel(place, random, createCell, cells)) => this.cells = cells;

    /// <summary>The cells of one layer, forward first.</summary>
    internal IReadOnlyList<Module> CellsOf(int layer)
    {
        int directions = IsBidirectional ? 2 : 1;
        return cells.Count == Layers * directions ? [.. cells.Skip(layer * directions).Take(directions)] : [];
    }

    static CellLevel CreateLevel(LevelPlace place, RandomSource random, Func<CellPlace, RandomSource, IRecurrentCell> createCell, List<Module> modules)
    {
        CellLevel.RefuseHiddenWeightDropout(place, nameof(createCell));
        List<IRecurrentCell> directions = [];
        for (int direction = 0; direction < place.Directions; direction++)
        {
            IRecurrentCell cell = createCell(new(place.Layer, direction == 1, place.InputSize, place.HiddenSize), random);
            if (cell.InputSize != place.InputSize || cell.StateSizes is not [var hidden, ..] || hidden != place.HiddenSize)
            {
                throw new ArgumentException($"Recurrent: layer {place.Layer} needs a cell of input size {place.InputSize} and hidden size {place.HiddenSize}; " +
                    $"got {cell.InputSize} and {string.Join(", ", cell.StateSizes)}.", nameof(createCell));
            }

            directions.Add(cell);
            if (cell is Module module)
            {
                modules.Add(module);
            }
        }

        return new(directions);
    }
}
