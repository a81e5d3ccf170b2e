using Unroll.Layers;
using Unroll.Operations;
using Unroll.Tensors;

namespace Unroll.Tests.Layers;

/// <summary>What cells drop or keep back at random inside of their recurrence, which they do in training steps only.</summary>
public sealed class CellDropoutTests
{
    const int Inputs = 5, Hidden = 6;
    static readonly SequenceLayout Layout = new([3, 0, 5, 1, 4]);

    public static TheoryData<string> Cells => ["lstm-zoneout", "lstm-recurrent-dropout", "lstm-variational", "lstm-depth-gated"];

    [Theory, MemberData(nameof(Cells))]
    public void With_its_masks_a_cell_has_the_gradient_of_its_reference(string cell)
    {
        using StepMemory step = new Arena(threads: 1).BeginStep();
        AnyLayer layer = AnyLayer.Create(cell, Inputs, Hidden, new(Layers: 2, Bidirectional: true, Dropout: 0.3f));
        Sequences x = Samples.Leaf(Layout, Inputs, seed: 3);
        RecurrentState initial = layer.RandomState(Layout.BatchSize);

        GradientCheckReport report = GradientCheck.Run(
            () => layer.Forward(x, initial).Outputs.Data, [x.Data, .. initial.Cells[0], .. layer.Layer.Parameters], mostPerLeaf: 30);

        report.Require();
    }

    [Theory, MemberData(nameof(Cells))]
    public void Training_drops_and_evaluation_does_not(string cell)
    {
        AnyLayer layer = AnyLayer.Create(cell, Inputs, Hidden, new(Layers: 2, Dropout: 0.3f));
        Sequences x = Samples.Leaf(Layout, Inputs, seed: 3);
        Arena arena = new(threads: 1);

        Assert.NotEqual(Outputs(arena.BeginStep()), Outputs(arena.BeginStep()));
        Assert.Equal(Outputs(arena.BeginEvaluation()), Outputs(arena.BeginEvaluation()));

        float[] Outputs(StepMemory step)
        {
            using (step)
            {
                return layer.Forward(x).Outputs.Data.Values.ToArray();
            }
        }
    }

    [Fact]
    public void Variational_dropout_drops_the_same_units_at_every_step_of_a_sequence()
    {
        using StepMemory step = new Arena(threads: 1).BeginStep();
        LstmCell cell = new(Inputs, hiddenSize: 64, new RandomSource(5), dropout: new(Hidden: 0.5f));
        Tensor prepared = cell.Prepare(Samples.Leaf(Layout, Inputs)).Data;
        float[][] masks = [.. Enumerable.Range(0, Layout.TokenCount).Select(row => prepared.Values.Slice(row * 5 * 64 + 4 * 64, 64).ToArray())];

        Assert.All(masks.SelectMany(mask => mask), value => Assert.True(value is 0 or 2));
        Assert.Equal(masks[Layout.Row(2, 0)], masks[Layout.Row(2, 4)]);
        Assert.Equal(masks[Layout.Row(4, 0)], masks[Layout.Row(4, 3)]);
        Assert.NotEqual(masks[Layout.Row(2, 0)], masks[Layout.Row(4, 0)]);
    }

    [Fact]
    public void Zoneout_keeps_about_its_share_of_old_values_and_takes_the_new_ones_elsewhere()
    {
        const int count = 4000;
        using StepMemory step = new Arena(threads: 1).BeginStep();
        Tensor old = Tensor.Zeros([1, count]), next = Tensor.From([.. Enumerable.Repeat(1f, count)], [1, count]);
        float[] state = next.Zoneout(old, 0.3f, new RandomSource(5)).Values.ToArray();

        Assert.All(state, value => Assert.True(value is 0 or 1));
        Assert.InRange(state.Average(), 0.66f, 0.74f);
    }

    [Fact]
    public void Wrong_rates_are_named()
    {
        ArgumentException exception = Assert.Throws<ArgumentException>(() => new ZoneoutCell(new LstmCell(2, 3, new(1)), [0.5f], new(1)));
        Assert.StartsWith("ZoneoutCell: give 2 rates, one for each part of the state, each at least 0 and less than 1; got 0.5.", exception.Message, StringComparison.Ordinal);
    }
}
