using Unroll.Operations;
using Unroll.Tensors;

namespace Unroll.Layers;

/// <summary>Unrolls a cell over packed sequences, one step after the other: any cell, composed of any operations.</summary>
static class StepByStep
{
    /// <summary>From the first token to the last. Sequences leave as they end: what they leave behind is their final state.</summary>
    internal static (Tensor Outputs, IReadOnlyList<Tensor> Final) Forwards(IRecurrentCell cell, Sequences x, IReadOnlyList<Tensor> state)
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

    /// <summary>From the last token to the first. Sequences join as their ends are reached, each with its own initial state.</summary>
    internal static (Tensor Outputs, IReadOnlyList<Tensor> Final) Backwards(IRecurrentCell cell, Sequences x, IReadOnlyList<Tensor> initial)
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

    static IReadOnlyList<Tensor> Step(IRecurrentCell cell, Tensor x, int firstRow, int live, IReadOnlyList<Tensor> state)
    {
        SignalRecorder.Current?.BeginRows(firstRow);
        return cell.Step(x.Rows(firstRow, live), state);
    }

    static Tensor Join(Tensor[] outputs, IRecurrentCell cell) =>
        outputs.Length == 0 ? Tensor.Zeros([0, cell.StateSizes[0]]) : Tensor.ConcatenateRows(outputs);

    static Tensor[] Rows(IReadOnlyList<Tensor> parts, int start, int count) => [.. parts.Select(part => part.Rows(start, count))];

    static Tensor[] Below(IEnumerable<IReadOnlyList<Tensor>> pieces)
    {
        IReadOnlyList<Tensor>[] all = [.. pieces];
        return [.. Enumerable.Range(0, all[0].Count).Select(part => Tensor.ConcatenateRows([.. all.Select(piece => piece[part])]))];
    }
}
