using Unroll.Kernels;
using Unroll.Tensors;

namespace Unroll.Operations;

/// <summary>
/// A fused recurrent cell over packed sequences, in one direction or both at once: what RNN, LSTM and GRU share. Outputs
/// are y with the directions side by side, [tokens, directions · hidden], then each direction's final states, [batch, hidden].
/// </summary>
abstract class RecurrentSequence<TCell> : Operation
    where TCell : struct, ICellKernel
{
    readonly Tensor x;
    readonly SequenceLayout layout;
    readonly PackedCell<TCell>[] cells;
    readonly IReadOnlyList<IReadOnlyList<Tensor>>? initial;
    readonly int inputs, hidden, states;
    readonly Memory<float>[] saved, begin;
    bool wentBack;

    /// <summary>Declares inputs and outputs; shapes were checked by the layer.</summary>
    private protected RecurrentSequence(Sequences x, PackedCell<TCell>[] cells, IReadOnlyList<IReadOnlyList<Tensor>>? initial, int states)
        : base(Operands(x.Data, cells, initial, states))
    {
        (this.x, layout, this.cells, this.initial, this.states) = (x.Data, x.Layout, cells, initial, states);
        (inputs, hidden) = (cells[0].InputSize, cells[0].HiddenSize);
        saved = new Memory<float>[cells.Length];
        begin = new Memory<float>[cells.Length * states];
        NewOutput([layout.TokenCount, cells.Length * hidden]);
        for (int i = 0; i < cells.Length * states; i++)
        {
            NewOutput([layout.BatchSize, hidden]);
        }
    }

    static Tensor[] Operands(Tensor x, PackedCell<TCell>[] cells, IReadOnlyList<IReadOnlyList<Tensor>>? initial, int states)
    {
        Tensor[] operands = new Tensor[1 + cells.Length * (PackedCell<TCell>.InputCount + (initial is null ? 0 : states))];
        int count = 0;
        operands[count++] = x;
        foreach (PackedCell<TCell> cell in cells)
        {
            cell.CopyInputs(operands.AsSpan(count));
            count += PackedCell<TCell>.InputCount;
        }

        for (int i = 0; count < operands.Length; i++)
        {
            operands[count++] = initial![i / states][i % states];
        }

        return operands;
    }

    /// <summary>Final states, for each direction its parts.</summary>
    internal IReadOnlyList<Tensor>[] Final
    {
        get
        {
            IReadOnlyList<Tensor>[] final = new IReadOnlyList<Tensor>[cells.Length];
            for (int direction = 0; direction < final.Length; direction++)
            {
                final[direction] = Outputs.Slice(1 + direction * states, states).ToArray();
            }

            return final;
        }
    }

    /// <summary>One step of one unit group in double: gate sums in, new states out; written as the formula reads.</summary>
    /// <param name="fromInput">W_ih·x + b_ih, [gates · hidden].</param>
    /// <param name="fromHidden">W_hh·h + b_hh, [gates · hidden].</param>
    /// <param name="h">Hidden state, replaced.</param>
    /// <param name="c">Cell state, replaced; empty for cells without one.</param>
    private protected abstract void ReferenceStep(ReadOnlySpan<double> fromInput, ReadOnlySpan<double> fromHidden, Span<double> h, Span<double> c);

    /// <summary>Shows what was saved for the way back, which overwrites it: gates, candidates and cell states under the cell's names.</summary>
    internal void Record(SignalRecorder recorder)
    {
        float[] values = new float[IsRecorded ? layout.TokenCount * hidden : 0];
        for (int direction = 0; direction < cells.Length && IsRecorded; direction++)
        {
            recorder.BeginDirection(direction);
            for (int panel = 0; panel < TCell.SavedNames.Count; panel++)
            {
                Recurrence.CopySaved(saved[direction].Span, panel, hidden, values);
                recorder.Keep(TCell.SavedNames[panel], values, hidden);
            }
        }
    }

    protected override void Forward()
    {
        int rowFloats = layout.BatchSize * hidden;
        Span<float> final = Allocate(cells.Length * states * rowFloats).Span;
        for (int direction = 0; direction < cells.Length; direction++)
        {
            cells[direction].PackForward(Team);
            saved[direction] = IsRecorded ? Allocate(Recurrence.SavedLength<TCell>(layout.TokenCount, hidden)) : default;
            for (int part = 0; part < states; part++)
            {
                begin[direction * states + part] = InPackedOrder(initial?[direction][part]);
            }
        }

        if (cells.Length == 1)
        {
            Recurrence.Forward<TCell>(ForwardOf(0, final), Team);
        }
        else
        {
            Recurrence.Forward<TCell>(ForwardOf(0, final), ForwardOf(1, final), Team);
        }

        for (int i = 0; i < cells.Length * states; i++)
        {
            ScatterToCallersOrder(final.Slice(i * rowFloats, rowFloats), Outputs[1 + i].WritableValues, add: false);
        }
    }

    protected internal override void Backward()
    {
        // The saved gates are overwritten by their gradients, so there is one way back.
        if (wentBack)
        {
            throw new InvalidOperationException($"{Name}: the gradient was already computed; run the forward pass again before another Backward.");
        }

        wentBack = true;
        int rowFloats = layout.BatchSize * hidden;
        Span<float> dfinal = Allocate(cells.Length * states * rowFloats).Span, dinitial = Allocate(cells.Length * states * rowFloats).Span;
        dinitial.Clear();
        for (int i = 0; i < cells.Length * states; i++)
        {
            GatherToPackedOrder(Outputs[1 + i].HasGradient ? Outputs[1 + i].Gradient : [], dfinal.Slice(i * rowFloats, rowFloats));
        }

        foreach (PackedCell<TCell> cell in cells)
        {
            cell.PackBackward(withInput: x.NeedsGradient, Team);
        }

        if (cells.Length == 1)
        {
            Recurrence.Backward<TCell>(BackwardOf(0, dfinal, dinitial), Team);
        }
        else
        {
            Recurrence.Backward<TCell>(BackwardOf(0, dfinal, dinitial), BackwardOf(1, dfinal, dinitial), Team);
        }

        for (int i = 0; i < cells.Length * states && initial is not null; i++)
        {
            Tensor part = initial[i / states][i % states];
            if (part.NeedsGradient)
            {
                ScatterToCallersOrder(dinitial.Slice(i * rowFloats, rowFloats), InputGradient.Of(part), add: true);
            }
        }
    }

    protected internal override void Reference(ReferenceValues values)
    {
        for (int direction = 0; direction < cells.Length; direction++)
        {
            for (int sequence = 0; sequence < layout.BatchSize; sequence++)
            {
                ReferenceSequence(values, direction, sequence);
            }
        }
    }

    void ReferenceSequence(ReferenceValues values, int direction, int sequence)
    {
        PackedCell<TCell> cell = cells[direction];
        double[] h = Begin(0), c = states > 1 ? Begin(1) : [];
        double[] weightIh = values[cell.InputWeight], weightHh = values[cell.HiddenWeight], biasIh = values[cell.InputBias], biasHh = values[cell.HiddenBias];
        int length = layout.Lengths[sequence];
        for (int i = 0; i < length; i++)
        {
            int row = layout.Row(sequence, direction == 0 ? i : length - 1 - i);
            ReferenceStep(Affine(weightIh, biasIh, values[x].AsSpan(row * inputs, inputs)), Affine(weightHh, biasHh, h), h, c);
            h.CopyTo(values[Output], (row * cells.Length + direction) * hidden);
        }

        h.CopyTo(values[Outputs[1 + direction * states]], sequence * hidden);
        if (states > 1)
        {
            c.CopyTo(values[Outputs[2 + direction * states]], sequence * hidden);
        }

        double[] Begin(int part) => initial is null ? new double[hidden] : values[initial[direction][part]].AsSpan(sequence * hidden, hidden).ToArray();
    }

    static double[] Affine(double[] weight, double[] bias, ReadOnlySpan<double> input)
    {
        double[] sums = [.. bias];
        for (int i = 0; i < sums.Length; i++)
        {
            for (int j = 0; j < input.Length; j++)
            {
                sums[i] += weight[i * input.Length + j] * input[j];
            }
        }

        return sums;
    }

    RecurrentForward ForwardOf(int direction, Span<float> final)
    {
        PackedCell<TCell> cell = cells[direction];
        int rowFloats = layout.BatchSize * hidden, first = direction * states * rowFloats;
        return new()
        {
            Steps = new(layout.Live, layout.Offsets, layout.BatchSize),
            Direction = direction == 0 ? ReadingDirection.Forward : ReadingDirection.Reverse,
            Inputs = inputs,
            Hidden = hidden,
            X = x.Values,
            XStride = inputs,
            InputWeights = cell.ForwardInput,
            HiddenWeights = cell.ForwardHidden,
            Biases = cell.Biases,
            InitialHidden = begin[direction * states].Span,
            InitialCell = states > 1 ? begin[direction * states + 1].Span : [],
            Y = Output.WritableValues[Math.Min(direction * hidden, Output.Shape.Count)..],
            YStride = cells.Length * hidden,
            FinalHidden = final.Slice(first, rowFloats),
            FinalCell = states > 1 ? final.Slice(first + rowFloats, rowFloats) : [],
            Saved = saved[direction].Span,
        };
    }

    RecurrentBackward BackwardOf(int direction, Span<float> dfinal, Span<float> dinitial)
    {
        PackedCell<TCell> cell = cells[direction];
        int rowFloats = layout.BatchSize * hidden, first = direction * states * rowFloats, column = Math.Min(direction * hidden, Output.Shape.Count);
        return new()
        {
            Steps = new(layout.Live, layout.Offsets, layout.BatchSize),
            Direction = direction == 0 ? ReadingDirection.Forward : ReadingDirection.Reverse,
            Inputs = inputs,
            Hidden = hidden,
            X = x.Values,
            XStride = inputs,
            InitialHidden = begin[direction * states].Span,
            InitialCell = states > 1 ? begin[direction * states + 1].Span : [],
            Y = Output.Values[column..],
            YStride = cells.Length * hidden,
            Saved = saved[direction].Span,
            InputWeights = cell.BackwardInput,
            HiddenWeights = cell.BackwardHidden,
            Dy = Output.HasGradient ? Output.Gradient[column..] : [],
            DyStride = cells.Length * hidden,
            DfinalHidden = dfinal.Slice(first, rowFloats),
            DfinalCell = states > 1 ? dfinal.Slice(first + rowFloats, rowFloats) : [],
            Dx = Wanted(x),
            DxStride = inputs,
            DinputWeights = Wanted(cell.InputWeight),
            DhiddenWeights = Wanted(cell.HiddenWeight),
            DinputBias = Wanted(cell.InputBias),
            DhiddenBias = Wanted(cell.HiddenBias),
            DinitialHidden = dinitial.Slice(first, rowFloats),
            DinitialCell = states > 1 ? dinitial.Slice(first + rowFloats, rowFloats) : [],
        };
    }

    static Span<float> Wanted(Tensor input) => input.NeedsGradient ? InputGradient.Of(input) : [];

    Memory<float> InPackedOrder(Tensor? state)
    {
        if (state is null)
        {
            return default;
        }

        Memory<float> packed = Allocate(state.Shape.Count);
        GatherToPackedOrder(state.Values, packed.Span);
        return packed;
    }

    void GatherToPackedOrder(ReadOnlySpan<float> source, Span<float> packed)
    {
        if (source.IsEmpty)
        {
            packed.Clear();
            return;
        }

        for (int position = 0; position < layout.BatchSize; position++)
        {
            source.Slice(layout.Order[position] * hidden, hidden).CopyTo(packed[(position * hidden)..]);
        }
    }

    void ScatterToCallersOrder(ReadOnlySpan<float> packed, Span<float> target, bool add)
    {
        for (int position = 0; position < layout.BatchSize; position++)
        {
            ReadOnlySpan<float> row = packed.Slice(position * hidden, hidden);
            Span<float> place = target.Slice(layout.Order[position] * hidden, hidden);
            if (add)
            {
                Elementwise.Add(row, place, place);
            }
            else
            {
                row.CopyTo(place);
            }
        }
    }
}
