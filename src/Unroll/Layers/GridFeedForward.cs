using Unroll.Tensors;

namespace Unroll.Layers;

/// <summary>
/// The one-dimensional grid: a deep feed-forward network whose levels pass on a memory beside the hidden vector, so that a
/// gradient reaches the first of very many levels.
/// </summary>
/// <remarks>
/// Kalchbrenner, Danihelka and Graves (2015). With another <see cref="GridOptions.DepthTransform"/> it is an ordinary deep
/// network. Parameters: 2·s·(inputs + 1) for the input and 4·s·(s + 2) a block, of which a tied network has one.
/// </remarks>
public sealed class GridFeedForward : Module
{
    readonly GridDepth depth;

    /// <summary>A network of blocks one after the other.</summary>
    /// <param name="inputSize">Features of the input, 1 or more.</param>
    /// <param name="size">Width of the hidden and the memory vector, 1 or more.</param>
    /// <param name="levels">Blocks the input passes through, 1 or more.</param>
    /// <param name="random">Where the initial weights come from.</param>
    /// <param name="options">How levels are built.</param>
    public GridFeedForward(int inputSize, int size, int levels, RandomSource random, GridOptions? options = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(inputSize, 1);
        InputSize = inputSize;
        depth = new(inputSize, size, others: 0, levels, options ?? new(), random);
    }

    /// <summary>Features of the input.</summary>
    public int InputSize { get; }

    /// <summary>Features of the output.</summary>
    public int OutputSize => depth.Size;

    /// <summary>Number of blocks the input passes through.</summary>
    public int Levels => depth.Levels;

    /// <summary>The hidden vector that leaves the last block.</summary>
    /// <param name="x">[rows, InputSize].</param>
    /// <returns>[rows, OutputSize].</returns>
    /// <exception cref="ShapeMismatchException">The last size is not InputSize.</exception>
    public Tensor Forward(Tensor x)
    {
        GridVector vector = depth.Enter(x);
        for (int level = 0; level < depth.Levels; level++)
        {
            vector = depth[level].Forward([vector])[0];
        }

        return vector.Hidden;
    }

    /// <summary>The sizes.</summary>
    public override string ToString() => $"GridFeedForward({InputSize} → {OutputSize}, {Levels} levels)";
}
