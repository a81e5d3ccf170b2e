using Unroll.Layers;
using Unroll.Operations;
using Unroll.Tensors;

namespace Unroll.Tests.Layers;

/// <summary>What holds for every recurrent layer, whatever its cell.</summary>
public sealed class RecurrentPropertyTests
{
    const int Inputs = 5, Hidden = 6;
    static readonly int[] Lengths = [3, 0, 5, 1, 5, 2];

    public static TheoryData<string> Cells => [.. CellKinds.All.Select(kind => kind.Word())];

    // What surrounds a cell is the same for all that are composed of operations: one of them has every stack, the others the fullest.
    public static TheoryData<string, int, bool, Merge> Stacks
    {
        get
        {
            TheoryData<string, int, bool, Merge> data = [];
            foreach (string cell in CellKinds.All.Except([CellKind.Rnn, CellKind.RnnRelu, CellKind.Lstm, CellKind.Gru, CellKind.GruResetBefore]).Select(kind => kind.Word()))
            {
                data.Add(cell, 2, true, Merge.Concatenate);
            }

            foreach (string cell in new[] { "rnn", "rnn-relu", "lstm", "gru", "gru-reset-before" })
            {
                data.Add(cell, 1, false, Merge.Concatenate);
                data.Add(cell, 2, false, Merge.Concatenate);
                data.Add(cell, 1, true, Merge.Concatenate);
                data.Add(cell, 2, true, Merge.Sum);
                data.Add(cell, 2, true, Merge.Multiply);
                data.Add(cell, 1, true, Merge.Average);
            }

            return data;
        }
    }

    [Theory, MemberData(nameof(Stacks))]
    public void Gradients_of_inputs_states_and_weights_match_the_reference(string cell, int layers, bool bidirectional, Merge merge)
    {
        StackOptions options = new(layers, bidirectional, merge);
        AnyLayer layer = AnyLayer.Create(cell, Inputs, Hidden, options);
        SequenceLayout layout = new(Lengths);
        Sequences x = Samples.Leaf(layout, Inputs, seed: 3);
        RecurrentState initial = layer.RandomState(layout.BatchSize);
        Tensor[] leaves = [x.Data, .. initial.Cells.SelectMany(parts => parts), .. layer.Layer.Parameters];

        GradientCheckReport report = GradientCheck.Run(Everything, leaves, mostPerLeaf: 40);

        report.Require();

        // One number from every output and every part of every final state.
        Tensor Everything()
        {
            (Sequences outputs, RecurrentState final) = layer.Forward(x, initial);
            Tensor total = (outputs.Data * Tensor.From(Samples.Normal(outputs.Data.Shape.Count, seed: 5), outputs.Data.Shape)).Sum();
            ulong seed = 50;
            foreach (Tensor part in final.Cells.SelectMany(parts => parts).Append(final.Hidden))
            {
                total += (part * Tensor.From(Samples.Normal(part.Shape.Count, seed++), part.Shape)).Sum();
            }

            return total;
        }
    }

    [Theory, MemberData(nameof(Cells))]
    public void What_stands_in_the_padding_never_matters(string cell)
    {
        AnyLayer layer = AnyLayer.Create(cell, Inputs, Hidden, new(Layers: 2, Bidirectional: true));
        float[] clean = Samples.Normal(Lengths.Length * 5 * Inputs), dirty = [.. clean];
        for (int i = 0; i < dirty.Length; i++)
        {
            int sequence = i / (5 * Inputs), step = i / Inputs % 5;
            if (step >= Lengths[sequence])
            {
                dirty[i] = float.NaN;
            }
        }

        (Sequences expected, RecurrentState expectedFinal) = layer.Forward(Sequences.FromPadded(Tensor.From(clean, [Lengths.Length, 5, Inputs]), Lengths));
        (Sequences actual, RecurrentState actualFinal) = layer.Forward(Sequences.FromPadded(Tensor.From(dirty, [Lengths.Length, 5, Inputs]), Lengths));

        Assert.Equal(expected.Data.Values, actual.Data.Values);
        Assert.Equal(expectedFinal.Hidden.Values, actualFinal.Hidden.Values);
    }

    [Theory, MemberData(nameof(Cells))]
    public void The_order_of_the_batch_never_matters(string cell)
    {
        AnyLayer layer = AnyLayer.Create(cell, Inputs, Hidden, new(Layers: 2, Bidirectional: true));
        float[] padded = Samples.Normal(Lengths.Length * 5 * Inputs);
        int[] order = [4, 2, 0, 5, 1, 3];
        float[] shuffled = [.. order.SelectMany(i => padded.AsSpan(i * 5 * Inputs, 5 * Inputs).ToArray())];

        RecurrentState expected = layer.Forward(Sequences.FromPadded(Tensor.From(padded, [Lengths.Length, 5, Inputs]), Lengths)).Final;
        RecurrentState actual = layer.Forward(Sequences.FromPadded(Tensor.From(shuffled, [Lengths.Length, 5, Inputs]), [.. order.Select(i => Lengths[i])])).Final;

        for (int i = 0; i < order.Length; i++)
        {
            Assert.Equal(expected.Hidden.Values.Slice(order[i] * 2 * Hidden, 2 * Hidden), actual.Hidden.Values.Slice(i * 2 * Hidden, 2 * Hidden));
        }
    }

    [Theory, MemberData(nameof(Cells))]
    public void A_sequence_alone_gives_the_bits_it_gives_in_a_batch(string cell)
    {
        AnyLayer layer = AnyLayer.Create(cell, Inputs, hiddenSize: 37);
        int[] lengths = [4, 7, 2, 7, 7, 1, 6, 7, 3, 7, 7, 5, 7, 7];
        float[] padded = Samples.Normal(lengths.Length * 7 * Inputs);
        Tensor together = layer.Forward(Sequences.FromPadded(Tensor.From(padded, [lengths.Length, 7, Inputs]), lengths)).Final.Hidden;
        for (int i = 0; i < lengths.Length; i++)
        {
            Tensor alone = layer.Forward(Sequences.FromPadded(Tensor.From(padded.AsSpan(i * 7 * Inputs, 7 * Inputs), [1, 7, Inputs]), [lengths[i]])).Final.Hidden;
            Assert.Equal(together.Values.Slice(i * 37, 37), alone.Values);
        }
    }

    [Theory, MemberData(nameof(Cells))]
    public void No_output_sees_its_future(string cell)
    {
        AnyLayer layer = AnyLayer.Create(cell, Inputs, Hidden, new(Layers: 2));
        SequenceLayout layout = new(Lengths);
        float[] values = Samples.Normal(layout.TokenCount * Inputs);
        Tensor before = layer.Forward(new(Tensor.From(values, [layout.TokenCount, Inputs]), layout)).Outputs.Data;
        int firstChanged = layout.Offsets[2];
        values.AsSpan(firstChanged * Inputs).Negate();
        Tensor after = layer.Forward(new(Tensor.From(values, [layout.TokenCount, Inputs]), layout)).Outputs.Data;

        Assert.Equal(before.Values[..(firstChanged * Hidden)], after.Values[..(firstChanged * Hidden)]);
        Assert.False(before.Values[(firstChanged * Hidden)..].SequenceEqual(after.Values[(firstChanged * Hidden)..]));
    }

    [Theory, MemberData(nameof(Cells))]
    public void Chunks_with_the_state_carried_over_equal_the_whole(string cell)
    {
        AnyLayer layer = AnyLayer.Create(cell, Inputs, Hidden, new(Layers: 2));
        const int batch = 3, steps = 8, first = 5;
        Tensor whole = Tensor.From(Samples.Normal(batch * steps * Inputs), [batch * steps, Inputs]);
        (Sequences outputs, RecurrentState final) = layer.Forward(new(whole, Equal(steps)));
        (Sequences head, RecurrentState middle) = layer.Forward(new(whole.Rows(0, batch * first), Equal(first)));
        (Sequences tail, RecurrentState end) = layer.Forward(new(whole.Rows(batch * first, batch * (steps - first)), Equal(steps - first)), middle);

        // A scan sums logarithms from its own beginning, so pieces and whole are rounded differently.
        float most = cell is "min-gru" or "min-lstm" ? 1e-6f : 0;
        Assert.InRange(Samples.RelativeDifference(outputs.Data.Values, [.. head.Data.Values, .. tail.Data.Values]), 0, most);
        Assert.InRange(Samples.RelativeDifference(final.Hidden.Values, end.Hidden.Values), 0, most);

        static SequenceLayout Equal(int length) => new([.. Enumerable.Repeat(length, batch)]);
    }

    [Theory, MemberData(nameof(Cells))]
    public void A_change_of_any_parameter_counts_from_the_next_pass_on(string cell)
    {
        SequenceLayout layout = new(Lengths);
        RecurrentLayer used = AnyLayer.Create(cell, Inputs, Hidden).Layer, other = AnyLayer.Create(cell, Inputs, Hidden, seed: 8).Layer;
        Parameter[] changing = [.. used.Parameters], target = [.. other.Parameters];
        Pass(used);
        for (int i = 0; i < changing.Length; i++)
        {
            changing[i].Assign(target[i].Values);
            (float[] Outputs, float[] Gradient) now = Pass(used), fresh = Pass(WithParametersOf(used));

            Assert.Equal(fresh.Outputs, now.Outputs);
            Assert.Equal(fresh.Gradient, now.Gradient);
        }

        (float[], float[]) Pass(RecurrentLayer layer)
        {
            Sequences x = Samples.Leaf(layout, Inputs, seed: 3);
            Tensor outputs = layer.Forward(x).Outputs.Data;
            outputs.Sum().Backward();
            return (outputs.Values.ToArray(), x.Data.Gradient.ToArray());
        }

        RecurrentLayer WithParametersOf(RecurrentLayer source)
        {
            RecurrentLayer layer = AnyLayer.Create(cell, Inputs, Hidden, seed: 9).Layer;
            foreach ((Parameter parameter, Parameter value) in layer.Parameters.Zip(source.Parameters))
            {
                parameter.Assign(value.Values);
            }

            return layer;
        }
    }

    [Theory, MemberData(nameof(Cells))]
    public void An_empty_sequence_keeps_its_initial_state_and_an_empty_batch_works(string cell)
    {
        StackOptions options = new(Layers: 2, Bidirectional: true);
        AnyLayer layer = AnyLayer.Create(cell, Inputs, Hidden, options);
        SequenceLayout layout = new(Lengths);
        RecurrentState initial = layer.RandomState(Lengths.Length);
        RecurrentState final = layer.Forward(Samples.Leaf(layout, Inputs), initial).Final;
        for (int i = 0; i < initial.Cells.Count; i++)
        {
            for (int part = 0; part < initial.Cells[i].Count; part++)
            {
                int size = initial.Cells[i][part].Shape[1];
                Assert.Equal(initial.Cells[i][part].Values.Slice(size, size), final.Cells[i][part].Values.Slice(size, size));
            }
        }

        SequenceLayout empty = new([0, 0]);
        Assert.Equal([2, 2 * Hidden], layer.Forward(new(Tensor.Zeros([0, Inputs]), empty)).Final.Hidden.Shape.ToArray());
    }

    // Layers that pass their memory on, and the levels of a grid, have one width.
    public static TheoryData<string> CellsOfAnyWidth =>
        [.. CellKinds.All.Except([CellKind.LstmDepthGated, CellKind.GridLstm, CellKind.GridLstmUntied]).Select(kind => kind.Word())];

    [Theory, MemberData(nameof(CellsOfAnyWidth))]
    public void Layers_may_differ_in_width(string cell)
    {
        StackOptions options = new(Bidirectional: true, HiddenSizes: [4, 9, 3]);
        AnyLayer layer = AnyLayer.Create(cell, Inputs, hiddenSize: 1, options);
        SequenceLayout layout = new(Lengths);
        (Sequences outputs, RecurrentState final) = layer.Forward(Samples.Leaf(layout, Inputs), layer.RandomState(Lengths.Length));
        Assert.Equal(6, outputs.Features);
        Assert.Equal([Lengths.Length, 9], final.Cells[2][0].Shape.ToArray());
        Assert.Equal([Lengths.Length, 6], final.Hidden.Shape.ToArray());
    }

    [Fact]
    public void Wrong_sizes_are_named_with_both_shapes()
    {
        AnyLayer layer = AnyLayer.Create("lstm", Inputs, Hidden);
        SequenceLayout layout = new([2, 1]);
        ShapeMismatchException wide = Assert.Throws<ShapeMismatchException>(() => layer.Forward(Samples.Leaf(layout, 4)));
        Assert.Equal("Lstm: x: expected [tokens, 5], got [3, 4]; this layer was built with inputSize: 5.", wide.Message);
        ShapeMismatchException state = Assert.Throws<ShapeMismatchException>(
            () => layer.Forward(Samples.Leaf(layout, Inputs), new LstmState([[Tensor.Zeros([3, Hidden]), Tensor.Zeros([3, Hidden])]])));
        Assert.Equal("Lstm: initial state of cell 0, part 0: expected [2, 6], got [3, 6]; give one row a sequence, in the order of the batch.", state.Message);
    }
}

static class SpanTestExtensions
{
    internal static void Negate(this Span<float> values)
    {
        foreach (ref float value in values)
        {
            value = -value;
        }
    }
}
