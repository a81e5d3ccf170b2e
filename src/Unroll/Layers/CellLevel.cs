using Unroll.Operations;
using Unroll.Tensors;

namespace Unroll.Layers;

/// <summary>A level of cells that are composed of operations, one for each direction.</summary>
sealed class CellLevel(IReadOnlyList<IRecurrentCell> directions) : RecurrentLevel(directions[0].InputSize, directions[0].StateSizes)
{
    internal override (Tensor Outputs, IReadOnlyList<Tensor>[] Final) Run(Sequences x, IReadOnlyList<IReadOnlyList<Tensor>>? initial)
    {
        Tensor[] outputs = new Tensor[directions.Count];
        IReadOnlyList<Tensor>[] final = new IReadOnlyList<Tensor>[directions.Count];
        for (int direction = 0; direction < directions.Count; direction++)
        {
            IRecurrentCell cell = directions[direction];
            SignalRecorder.Current?.BeginDirection(direction);
            Sequences prepared = cell.Prepare(x);
            IReadOnlyList<Tensor> begin = Sorted(initial?[direction] ?? Zeros(x.Layout.BatchSize), x.Layout);
            (outputs[direction], IReadOnlyList<Tensor> end) = cell.Read(prepared, begin, isReverse: direction == 1);
            final[direction] = [.. end.Select(part => part.SelectRows(x.Layout.Positions))];
        }

        return (outputs.Length == 1 ? outputs[0] : Tensor.ConcatenateColumns(outputs), final);
    }

    internal static void RefuseHiddenWeightDropout(LevelPlace place, string argument)
    {
        if (place.HiddenWeightDropout > 0)
        {
            throw new ArgumentException("HiddenWeightDropout is there for the fused cells only; a cell of your own knows its weights and can drop them itself.", argument);
        }
    }

    static Tensor[] Sorted(IReadOnlyList<Tensor> parts, SequenceLayout layout) => [.. parts.Select(part => part.SelectRows(layout.Order))];

    Tensor[] Zeros(int batch) => [.. StateSizes.Select(size => Tensor.Zeros([batch, size]))];
}
