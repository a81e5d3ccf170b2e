using Unroll.Tensors;

namespace Unroll.Layers;

/// <summary>What travels along one dimension of a grid, for some rows at once.</summary>
/// <param name="Hidden">h, [rows, size].</param>
/// <param name="Memory">m, [rows, size]; null where the dimension has no LSTM.</param>
public readonly record struct GridVector(Tensor Hidden, Tensor? Memory)
{
    /// <summary>Zeros, where nothing has come along a dimension yet.</summary>
    /// <param name="rows">Number of rows.</param>
    /// <param name="dimension">The dimension.</param>
    public static GridVector Zeros(int rows, GridDimension dimension) => new(
        Tensor.Zeros([rows, dimension.Size]),
        dimension.Transform == GridTransform.Lstm ? Tensor.Zeros([rows, dimension.Size]) : null);
}
