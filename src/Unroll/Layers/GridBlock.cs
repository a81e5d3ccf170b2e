using Unroll.Operations;
using Unroll.Tensors;

namespace Unroll.Layers;

/// <summary>
/// One crossing of a Grid LSTM: hidden and memory vectors come in along N dimensions and leave along the same. Along each,
/// (h', m') = LSTM(H, m) with its own weights, where H are all incoming hidden vectors side by side.
/// </summary>
/// <remarks>
/// Kalchbrenner, Danihelka and Graves (2015), section 3. A dimension with priority is computed after those without and sees
/// their new hidden vectors (3.2); one without memory has a plain function (3.3). Weights are tied by using a block again.
/// Each LSTM of size s has 4·s·(S + 2) parameters and each plain function s·(S + 1), where S is the sum of all sizes.
/// </remarks>
public sealed class GridBlock : Module
{
    readonly IReadOnlyList<GridTransformation> transformations;

    /// <summary>Weights uniform in ±1/√size for an LSTM as PyTorch's, in ±1/√S for a plain function, where S is the sum of all sizes.</summary>
    /// <param name="dimensions">One or more.</param>
    /// <param name="random">Where the initial weights come from.</param>
    /// <exception cref="ArgumentException">There are no dimensions.</exception>
    public GridBlock(IReadOnlyList<GridDimension> dimensions, RandomSource random)
    {
        if (dimensions.Count == 0)
        {
            throw new ArgumentException("A grid block has one dimension or more.", nameof(dimensions));
        }

        Dimensions = [.. dimensions];
        int total = dimensions.Sum(dimension => dimension.Size);
        transformations = [.. dimensions.Select(dimension => GridTransformation.Create(dimension, total - dimension.Size, random))];
    }

    /// <summary>The dimensions, in the order of their vectors.</summary>
    public IReadOnlyList<GridDimension> Dimensions { get; }

    internal IReadOnlyList<GridTransformation> Transformations => transformations;

    /// <summary>Crosses the block with some rows at once.</summary>
    /// <param name="vectors">What comes in along each dimension, all of as many rows.</param>
    /// <returns>What leaves along each dimension.</returns>
    /// <exception cref="ShapeMismatchException">The vectors do not have the sizes of the dimensions, or a memory is missing.</exception>
    public IReadOnlyList<GridVector> Forward(IReadOnlyList<GridVector> vectors)
    {
        Check(vectors);
        Tensor[] hidden = [.. vectors.Select(vector => vector.Hidden)];
        GridVector[] after = new GridVector[vectors.Count];
        foreach (bool priority in new[] { false, true })
        {
            for (int i = 0; i < after.Length; i++)
            {
                if (Dimensions[i].HasPriority == priority)
                {
                    after[i] = transformations[i].Apply(hidden[i], OthersOf(i, hidden), vectors[i].Memory);
                }
            }

            hidden = [.. after.Select((vector, i) => Dimensions[i].HasPriority ? vectors[i].Hidden : vector.Hidden)];
        }

        return after;
    }

    /// <summary>The dimensions.</summary>
    public override string ToString() => $"GridBlock({string.Join(", ", Dimensions.Select(
        dimension => $"{dimension.Transform} {dimension.Size}{(dimension.HasPriority ? " with priority" : "")}"))})";

    static Tensor OthersOf(int own, Tensor[] hidden) => hidden switch
    {
        [var only] => Tensor.Zeros([only.Shape[0], 0]),
        [var first, var second] => own == 0 ? second : first,
        _ => Tensor.ConcatenateColumns([.. hidden.Where((_, i) => i != own)]),
    };

    void Check(IReadOnlyList<GridVector> vectors)
    {
        if (vectors.Count != Dimensions.Count)
        {
            throw new ShapeMismatchException($"GridBlock: got {vectors.Count} vectors for {Dimensions.Count} dimensions; give one for each.");
        }

        int rows = vectors[0].Hidden.Shape is [var first, _] ? first : 0;
        for (int i = 0; i < vectors.Count; i++)
        {
            Shape expected = [rows, Dimensions[i].Size];
            Require(vectors[i].Hidden, "hidden");
            if (Dimensions[i].Transform == GridTransform.Lstm)
            {
                Require(vectors[i].Memory ?? throw new ShapeMismatchException($"GridBlock: dimension {i} is an LSTM and needs a memory; give one, such as zeros."), "memory");
            }

            void Require(Tensor tensor, string name)
            {
                if (tensor.Shape != expected)
                {
                    throw new ShapeMismatchException("GridBlock", $"{name} of dimension {i}", $"{expected}", tensor.Shape,
                        "each has as many rows as the first and the width of its dimension");
                }
            }
        }
    }
}
