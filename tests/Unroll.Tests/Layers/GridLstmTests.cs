using Unroll.Layers;
using Unroll.Operations;
using Unroll.Tensors;

namespace Unroll.Tests.Layers;

/// <summary>The grid over time and depth; what it shares with every recurrent layer is in <see cref="RecurrentPropertyTests"/>.</summary>
public sealed class GridLstmTests
{
    const int Inputs = 4, Hidden = 5;
    static readonly int[] Lengths = [3, 0, 4, 1];

    public static TheoryData<bool, bool, GridTransform> Grids => new()
    {
        { true, true, GridTransform.Lstm },
        { false, true, GridTransform.Lstm },
        { true, false, GridTransform.Lstm },
        { false, false, GridTransform.Tanh },
        { false, true, GridTransform.Identity },
    };

    [Theory, MemberData(nameof(Grids))]
    public void Every_token_and_level_crosses_a_block_of_the_paper(bool tied, bool priority, GridTransform depth)
    {
        const int levels = 3;
        GridLstm layer = new(Inputs, Hidden, new(seed: 7), new(Layers: levels), new(tied, priority, depth));
        SequenceLayout layout = new(Lengths);
        Sequences x = Samples.Leaf(layout, Inputs, seed: 3);
        RecurrentState initial = RandomState(layer);

        (Sequences outputs, RecurrentState final) = layer.Forward(x, initial);

        IReadOnlyList<Tensor> begin = initial.Cells[0], end = final.Cells[0];
        for (int sequence = 0; sequence < Lengths.Length; sequence++)
        {
            (double[] H, double[]? M)[] time = [.. Enumerable.Range(0, levels).Select(level =>
                (Row(begin[1 + 2 * level], sequence), (double[]?)Row(begin[2 + 2 * level], sequence)))];
            for (int step = 0; step < Lengths[sequence]; step++)
            {
                (double[] H, double[]? M) rising = Entering(layer, Row(x.Data, layout.Row(sequence, step)), depth == GridTransform.Lstm);
                for (int level = 0; level < levels; level++)
                {
                    GridByFormula block = new(layer, $"directions.0.depth.blocks.{(tied ? 0 : level)}.", [new(Hidden, depth, priority), new(Hidden)]);
                    (double[] H, double[]? M)[] after = block.Cross([rising, time[level]]);
                    (rising, time[level]) = (after[0], after[1]);
                }

                RequireClose(rising.H, Row(outputs.Data, layout.Row(sequence, step)));
            }

            for (int level = 0; level < levels; level++)
            {
                RequireClose(time[level].H, Row(end[1 + 2 * level], sequence));
                RequireClose(time[level].M!, Row(end[2 + 2 * level], sequence));
            }
        }
    }

    [Theory, MemberData(nameof(Grids))]
    public void Gradients_match_the_reference(bool tied, bool priority, GridTransform depth)
    {
        GridLstm layer = new(Inputs, Hidden, new(seed: 7), new(Layers: 2), new(tied, priority, depth));
        Sequences x = Samples.Leaf(new SequenceLayout(Lengths), Inputs, seed: 3);
        RecurrentState initial = RandomState(layer);
        Tensor[] leaves = [x.Data, .. initial.Cells[0].Skip(1), .. layer.Parameters];

        GradientCheck.Run(() =>
        {
            (Sequences outputs, RecurrentState final) = layer.Forward(x, initial);
            return Tensor.ConcatenateRows([outputs.Data, .. final.Cells[0]]);
        }, leaves, mostPerLeaf: 25).Require();
    }

    // A direction: the input 2·5·(4 + 1), a block 8·5·(2·5 + 2).
    [Theory]
    [InlineData(true, false, 50 + 480)]
    [InlineData(true, true, 2 * (50 + 480))]
    [InlineData(false, false, 50 + 6 * 480)]
    public void A_tied_grid_has_as_many_weights_however_deep(bool tied, bool bidirectional, int expected) =>
        Assert.Equal(expected, new GridLstm(Inputs, Hidden, new(seed: 7), new(Layers: 6, Bidirectional: bidirectional), new(TiesDepth: tied)).ParameterCount);

    [Fact]
    public void Results_do_not_depend_on_the_number_of_threads()
    {
        float[] one = OutputsAndGradients(threads: 1);
        Assert.Equal(one, OutputsAndGradients(threads: 3));

        static float[] OutputsAndGradients(int threads)
        {
            GridLstm layer = new(9, 40, new(seed: 7), new(Layers: 3, Bidirectional: true, Dropout: 0.3f), new(DepthHasPriority: false));
            Sequences x = Samples.Leaf(new SequenceLayout([.. Enumerable.Range(0, 40).Select(i => i % 9)]), features: 9);
            using StepMemory step = new Arena(threads).BeginStep();
            Sequences outputs = layer.Forward(x).Outputs;
            (outputs.Data * outputs.Data).Sum().Backward();
            return [.. outputs.Data.Values, .. layer.Parameters.SelectMany(parameter => parameter.Gradient.ToArray())];
        }
    }

    [Fact]
    public void Dropout_acts_between_levels_while_training_and_nowhere_else()
    {
        Sequences x = Samples.Leaf(new SequenceLayout(Lengths), Inputs);
        Assert.Equal(Outputs(levels: 1, dropout: 0), Outputs(levels: 1, dropout: 0.5f));
        Assert.NotEqual(Outputs(levels: 2, dropout: 0), Outputs(levels: 2, dropout: 0.5f));

        float[] Outputs(int levels, float dropout)
        {
            using StepMemory step = new Arena(threads: 1).BeginStep();
            return new GridLstm(Inputs, Hidden, new(seed: 7), new(Layers: levels, Dropout: dropout)).Forward(x).Outputs.Data.Values.ToArray();
        }
    }

    [Fact]
    public void The_top_may_have_another_width_and_the_levels_may_not()
    {
        GridLstm layer = new(Inputs, Hidden, new(seed: 7), new(HiddenSizes: [6, 6, 3], Bidirectional: true));
        Assert.Equal(6, layer.OutputSize);
        Assert.Equal(3, layer.Depth);
        Assert.Equal("GridLstm(4 → 6, depth 3 tied, bidirectional)", layer.ToString());
        (Sequences outputs, RecurrentState final) = layer.Forward(Samples.Leaf(new SequenceLayout(Lengths), Inputs), RandomState(layer));
        Assert.Equal(6, outputs.Features);
        Assert.Equal([Lengths.Length, 6], final.Hidden.Shape.ToArray());

        ArgumentException uneven = Assert.Throws<ArgumentException>(() => new GridLstm(Inputs, Hidden, new(seed: 7), new(HiddenSizes: [6, 5, 6])));
        Assert.StartsWith("GridLstm: HiddenSizes: the levels of a grid share one width, only the last may differ; got 6, 5, 6.", uneven.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new GridLstm(Inputs, Hidden, new(seed: 7), new(HiddenWeightDropout: 0.1f)));
    }

    static (double[] H, double[]? M) Entering(GridLstm layer, double[] x, bool hasMemory)
    {
        float[] weight = Of("weight"), bias = Of("bias");
        double[] both = [.. bias.Select((b, row) => b + x.Select((value, column) => weight[row * x.Length + column] * value).Sum())];
        return (both[..Hidden], hasMemory ? both[Hidden..] : null);

        float[] Of(string name) => layer.NamedParameters.Single(pair => pair.Name == $"directions.0.depth.input.{name}").Parameter.Values.ToArray();
    }

    static RecurrentState RandomState(GridLstm layer)
    {
        ulong seed = 60;
        return layer.NewState(Lengths.Length).Map(part => Samples.Leaf(part.Shape, seed++));
    }

    static double[] Row(Tensor tensor, int row) =>
        Array.ConvertAll(tensor.Values.Slice(row * tensor.Shape[1], tensor.Shape[1]).ToArray(), value => (double)value);

    static void RequireClose(double[] expected, double[] actual)
    {
        for (int i = 0; i < expected.Length; i++)
        {
            // float32, four steps and three levels deep.
            Assert.Equal(expected[i], actual[i], tolerance: 5e-6);
        }
    }
}
