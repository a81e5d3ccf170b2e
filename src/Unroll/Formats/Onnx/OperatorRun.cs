using Unroll.Layers;
using Unroll.Tensors;

namespace Unroll.Formats.Onnx;

/// <summary>
/// Runs an RNN, LSTM or GRU node: with a fused layer where its attributes are those that have a kernel, else with a cell that is
/// composed of operations.
/// </summary>
sealed class OperatorRun
{
    readonly OperatorSettings settings;
    readonly OperatorInputs inputs;
    readonly SequenceLayout layout;
    readonly float[] outputs;
    readonly float[][] final;

    OperatorRun(OperatorSettings settings, OperatorInputs inputs)
    {
        (this.settings, this.inputs, layout) = (settings, inputs, new(inputs.Lengths));
        int ofState = settings.IsReverse.Count * inputs.Batch * inputs.HiddenSize;
        outputs = new float[inputs.Steps * ofState];
        final = [.. Enumerable.Range(0, settings.States).Select(_ => new float[ofState])];
    }

    /// <summary>Runs a node.</summary>
    /// <param name="node">RNN, LSTM or GRU.</param>
    /// <param name="given">Its inputs in the operator's order; null for one that is not there.</param>
    /// <param name="source">What messages begin with.</param>
    /// <returns>Y, Y_h and for an LSTM Y_c.</returns>
    /// <exception cref="InvalidDataException">An attribute or an input breaks a rule of the operator; one line that says which.</exception>
    internal static IReadOnlyList<OnnxTensor> Run(OnnxNode node, IReadOnlyList<OnnxTensor?> given, string source)
    {
        OperatorSettings settings = new(node, source);
        OperatorInputs inputs = new(settings, given);
        OperatorRun run = new(settings, inputs);
        using StepMemory step = new Arena().BeginEvaluation();
        for (int direction = 0; direction < settings.IsReverse.Count; direction++)
        {
            run.RunDirection(direction);
        }

        return run.Results();
    }

    void RunDirection(int direction)
    {
        Sequences x = Packed(direction);
        Tensor[] initial = [.. Enumerable.Range(0, settings.States).Select(part => Tensor.From(inputs.Initial(direction, part), [inputs.Batch, inputs.HiddenSize]))];
        (Tensor y, IReadOnlyList<Tensor> end) = FusedOperator.Create(settings, inputs, direction) is { } layer
            ? Run(layer, x, initial)
            : Run(new OperatorCells(settings, inputs, direction).Create(), x, initial);
        for (int sequence = 0; sequence < inputs.Batch; sequence++)
        {
            for (int step = 0; step < inputs.Lengths[sequence]; step++)
            {
                y.Values.Slice(layout.Row(sequence, Place(direction, sequence, step)) * inputs.HiddenSize, inputs.HiddenSize)
                    .CopyTo(outputs.AsSpan(OutputPlace(direction, sequence, step)));
            }

            for (int part = 0; part < settings.States; part++)
            {
                end[part].Values.Slice(sequence * inputs.HiddenSize, inputs.HiddenSize).CopyTo(final[part].AsSpan(inputs.StatePlace(direction, sequence)));
            }
        }
    }

    static (Tensor, IReadOnlyList<Tensor>) Run(RecurrentLayer layer, Sequences x, Tensor[] initial)
    {
        (Sequences y, RecurrentState end) = layer.Forward(x, initial.Length == 2 ? new LstmState([initial]) : new RecurrentState([initial]));
        return (y.Data, end.Cells[0]);
    }

    static (Tensor, IReadOnlyList<Tensor>) Run(IRecurrentCell cell, Sequences x, Tensor[] initial)
    {
        (Tensor y, IReadOnlyList<Tensor>[] end) = new CellLevel([cell]).Run(x, [initial]);
        return (y, end[0]);
    }

    Sequences Packed(int direction)
    {
        float[] packed = new float[layout.TokenCount * inputs.InputSize];
        for (int sequence = 0; sequence < inputs.Batch; sequence++)
        {
            for (int step = 0; step < inputs.Lengths[sequence]; step++)
            {
                inputs.Token(step, sequence).CopyTo(packed.AsSpan(layout.Row(sequence, Place(direction, sequence, step)) * inputs.InputSize));
            }
        }

        return new(Tensor.From(packed, [layout.TokenCount, inputs.InputSize]), layout);
    }

    // Reading from the end is reading the sequence turned around.
    int Place(int direction, int sequence, int step) => settings.IsReverse[direction] ? inputs.Lengths[sequence] - 1 - step : step;

    // [steps, directions, batch, hidden], or [batch, steps, directions, hidden].
    int OutputPlace(int direction, int sequence, int step)
    {
        int directions = settings.IsReverse.Count;
        return inputs.HiddenSize * (settings.IsBatchFirst
            ? (sequence * inputs.Steps + step) * directions + direction
            : (step * directions + direction) * inputs.Batch + sequence);
    }

    OnnxTensor[] Results()
    {
        (long steps, long directions, long batch, long hidden) = (inputs.Steps, settings.IsReverse.Count, inputs.Batch, inputs.HiddenSize);
        long[] ofState = settings.IsBatchFirst ? [batch, directions, hidden] : [directions, batch, hidden];
        OnnxTensor y = settings.IsBatchFirst
            ? OnnxTensor.Of("Y", outputs, batch, steps, directions, hidden)
            : OnnxTensor.Of("Y", outputs, steps, directions, batch, hidden);
        return [y, .. final.Select((state, part) => OnnxTensor.Of(part == 0 ? "Y_h" : "Y_c", state, ofState))];
    }
}
