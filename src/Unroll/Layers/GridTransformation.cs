using Unroll.Kernels;
using Unroll.Operations;
using Unroll.Tensors;

namespace Unroll.Layers;

/// <summary>What a block does along one dimension, with its weights.</summary>
abstract class GridTransformation : Module
{
    /// <summary>One dimension of a block.</summary>
    /// <param name="own">h of this dimension, [rows, its size].</param>
    /// <param name="others">h of all others side by side, [rows, the sum of their sizes].</param>
    /// <param name="memory">m of this dimension; null where it has none.</param>
    internal abstract GridVector Apply(Tensor own, Tensor others, Tensor? memory);

    internal static GridTransformation Create(GridDimension dimension, int othersSize, RandomSource random) => dimension.Transform switch
    {
        GridTransform.Lstm => new GridMemory(dimension.Size, othersSize, random),
        GridTransform.Identity => new GridMap(dimension.Size, othersSize, random, static x => x),
        GridTransform.Tanh => new GridMap(dimension.Size, othersSize, random, static x => x.Tanh()),
        GridTransform.Relu => new GridMap(dimension.Size, othersSize, random, static x => x.Relu()),
        _ => throw new ArgumentOutOfRangeException(nameof(dimension), dimension.Transform, $"Unknown transform; known are {string.Join(", ", Enum.GetNames<GridTransform>())}."),
    };
}

/// <summary>h' = α(V·H + b).</summary>
sealed class GridMap(int size, int othersSize, RandomSource random, Func<Tensor, Tensor> function) : GridTransformation
{
    readonly Linear map = new(size + othersSize, size, random);

    internal override GridVector Apply(Tensor own, Tensor others, Tensor? memory) =>
        new(function(map.Forward(Tensor.ConcatenateColumns(own, others))), Memory: null);
}

/// <summary>
/// i, f, o = σ(W·H + b), g = tanh(W·H + b), m' = f∘m + i∘g, h' = tanh(o∘m'). A step of a fused LSTM whose hidden state is this
/// dimension's h and whose input is the h of all others, with W in two pieces accordingly and PyTorch's names and two biases.
/// </summary>
sealed class GridMemory : GridTransformation
{
    readonly PackedCell<LstmKernel<TanhOfGated>> cell;
    readonly IReadOnlyList<Parameter> parameters;

    internal GridMemory(int size, int othersSize, RandomSource random)
    {
        float bound = 1 / MathF.Sqrt(size);
        cell = new(
            new Parameter("weight_ih", [4 * size, othersSize]).FillUniform(bound, random),
            new Parameter("weight_hh", [4 * size, size]).FillUniform(bound, random),
            new Parameter("bias_ih", [4 * size]).FillUniform(bound, random),
            new Parameter("bias_hh", [4 * size]).FillUniform(bound, random));
        parameters = cell.Parameters;
    }

    internal override GridVector Apply(Tensor own, Tensor others, Tensor? memory)
    {
        // One step is a sequence of length 1, and its row the caller's.
        int[] ones = new int[own.Shape[0]];
        Array.Fill(ones, 1);
        return Read(new(others, new(ones)), new(own, memory)).Final;
    }

    /// <summary>Walks along the dimension, where what the other dimensions bring is known beforehand.</summary>
    /// <param name="others">h of the others at each token.</param>
    /// <param name="initial">h and m before the first token, [batch, size], in the caller's order.</param>
    /// <returns>h after each token, and h and m after the last, in the caller's order.</returns>
    internal (Tensor Hidden, GridVector Final) Read(Sequences others, GridVector initial)
    {
        LstmSequence<TanhOfGated> sequence = new(others, [cell], [[initial.Hidden, initial.Memory!]]);
        Tensor hidden = Operation.Run(sequence);
        return (hidden, new(sequence.Final[0][0], sequence.Final[0][1]));
    }
}
