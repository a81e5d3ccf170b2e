using Unroll.Operations;
using Unroll.Tensors;

namespace Unroll.Layers;

/// <summary>The depth of a grid: how the input enters it, and a block for each level. Dimension 0 of the blocks is the depth.</summary>
sealed class GridDepth : Module
{
    readonly Linear input;
    readonly IReadOnlyList<GridBlock> blocks;

    /// <summary>A depth with some other dimensions, all of one size.</summary>
    /// <param name="inputSize">Features of the input.</param>
    /// <param name="size">Width of every vector in the grid.</param>
    /// <param name="others">Number of dimensions beside the depth.</param>
    /// <param name="levels">Number of levels.</param>
    /// <param name="options">How levels are built.</param>
    /// <param name="random">Where the initial weights come from.</param>
    internal GridDepth(int inputSize, int size, int others, int levels, GridOptions options, RandomSource random)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(levels, 1);
        GridDimension depth = new(size, options.DepthTransform, HasPriority: options.DepthHasPriority && others > 0);
        GridDimension[] dimensions = [depth, .. Enumerable.Repeat(new GridDimension(size), others)];
        input = new(inputSize, depth.Transform == GridTransform.Lstm ? 2 * size : size, random);
        blocks = [.. Enumerable.Range(0, options.TiesDepth ? 1 : levels).Select(_ => new GridBlock(dimensions, random))];
        (Size, Levels) = (size, levels);
    }

    internal int Size { get; }

    internal int Levels { get; }

    /// <summary>The block of a level; the same for all where they are tied.</summary>
    internal GridBlock this[int level] => blocks[Math.Min(level, blocks.Count - 1)];

    /// <summary>The input as the first hidden and memory vector, x·Wᵀ + b.</summary>
    /// <param name="x">[rows, input size].</param>
    internal GridVector Enter(Tensor x)
    {
        Tensor both = input.Forward(x);
        return both.Shape.LastSize == Size ? new(both, Memory: null) : new(both.Columns(0, Size), both.Columns(Size, Size));
    }
}
