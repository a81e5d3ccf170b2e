using Unroll.Operations;
using Unroll.Tensors;

namespace Unroll.Layers;

/// <summary>Unrolls cells step by step over packed sequences: any cell, composed of any operations.</summary>
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
            (outputs[direction], IReadOnlyList<Tensor> end) = cell is ScannedCell ? Scan(prepared, begin, isReverse: direction == 1)
                : direction == 0 ? Forwards(cell, prepared, begin)
                : Backwards(cell, prepared, begin);
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

    static (Tensor Outputs, IReadOnlyList<Tensor> Final) Scan(Sequences prepared, IReadOnlyList<Tensor> initial, bool isReverse)
    {
        (Tensor outputs, Tensor final) = prepared.ScanInLogSpace(initial[0], isReverse);
        return (outputs, [final]);
    }

    static IReadOnlyList<Tensor> Step(IRecurrentCell cell, Tensor x, int firstRow, int live, IReadOnlyList<Tensor> state)
    {
        SignalRecorder.Current?.BeginRows(firstRow);
        return cell.Step(x.Rows(firstRow, live), state);
    }

    // Sequences leave as they end: what they leave behind is their final state.
    static (Tensor Outputs, IReadOnlyList<Tensor> Final) Forwards(IRecurrentCell cell, Sequences x, IReadOnlyList<Tensor> state)
    {
        SequenceLayout layout = x.Layout;
        Tensor[] outputs = new Tensor[layout.StepCount];
        Stack<IReadOnlyList<Tensor>> ended = new();
        int running = layout.BatchSize;
        for (int step = 0; step < layout.StepCount; step++)
        {
            int live = layout.Live[step];
            if (live < running)
            {
                ended.Push(Rows(state, live, running - live));
                state = Rows(state, 0, live);
                running = live;
            }

            state = Step(cell, x.Data, layout.Offsets[step], live, state);
            outputs[step] = state[0];
        }

        ended.Push(state);
        return (Join(outputs, cell), Below(ended));
    }

    // Sequences join as their ends are reached, each with its own initial state.
    static (Tensor Outputs, IReadOnlyList<Tensor> Final) Backwards(IRecurrentCell cell, Sequences x, IReadOnlyList<Tensor> initial)
    {
        SequenceLayout layout = x.Layout;
        Tensor[] outputs = new Tensor[layout.StepCount];
        IReadOnlyList<Tensor> state = Rows(initial, 0, 0);
        int running = 0;
        for (int step = layout.StepCount - 1; step >= 0; step--)
        {
            int live = layout.Live[step];
            if (live > running)
            {
                state = Below([state, Rows(initial, running, live - running)]);
                running = live;
            }

            state = Step(cell, x.Data, layout.Offsets[step], live, state);
            outputs[step] = state[0];
        }

        return (Join(outputs, cell), Below([state, Rows(initial, running, layout.BatchSize - running)]));
    }

    static Tensor Join(Tensor[] outputs, IRecurrentCell cell) =>
        outputs.Length == 0 ? Tensor.Zeros([0, cell.StateSizes[0]]) : Tensor.ConcatenateRows(outputs);

    static Tensor[] Rows(IReadOnlyList<Tensor> parts, int start, int count) => [.. parts.Select(part => part.Rows(start, count))];

    static Tensor[] Below(IEnumerable<IReadOnlyList<Tensor>> pieces)
    {
        IReadOnlyList<Tensor>[] all = [.. pieces];
        return [.. Enumerable.Range(0, all[0].Count).Select(part => Tensor.ConcatenateRows([.. all.Select(piece => piece[part])]))];
    }

    static Tensor[] Sorted(IReadOnlyList<Tensor> parts, SequenceLayout layout) => [.. parts.Select(part => part.SelectRows(layout.Order))];

    Tensor[] Zeros(int batch) => [.. StateSizes.Select(size => Tensor.Zeros([batch, size]))];
}
