using Unroll.Operations;
using Unroll.Tensors;

namespace Unroll.Layers;

/// <summary>A grid over time and depth for each direction; the second reads every sequence from its end.</summary>
sealed class GridLevel(int inputSize, IReadOnlyList<GridOverTime> directions) : RecurrentLevel(inputSize, directions[0].StateSizes)
{
    internal override (Tensor Outputs, IReadOnlyList<Tensor>[] Final) Run(Sequences x, IReadOnlyList<IReadOnlyList<Tensor>>? initial)
    {
        Tensor[] outputs = new Tensor[directions.Count];
        IReadOnlyList<Tensor>[] final = new IReadOnlyList<Tensor>[directions.Count];
        for (int direction = 0; direction < directions.Count; direction++)
        {
            IReadOnlyList<Tensor> begin = initial?[direction] ?? [.. StateSizes.Select(size => Tensor.Zeros([x.Layout.BatchSize, size]))];
            (Sequences y, final[direction]) = directions[direction].Run(direction == 0 ? x : x.Reversed(), begin);
            outputs[direction] = (direction == 0 ? y : y.Reversed()).Data;
        }

        return (outputs.Length == 1 ? outputs[0] : Tensor.ConcatenateColumns(outputs), final);
    }
}
