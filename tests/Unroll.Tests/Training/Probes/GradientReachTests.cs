using Unroll.Layers;
using Unroll.Operations;
using Unroll.Tensors;
using Unroll.Tests.Layers;
using Unroll.Training.Probes;

namespace Unroll.Tests.Training.Probes;

/// <summary>What is said of gradients, gates and updates, beside formulas in double.</summary>
public sealed class GradientReachTests
{
    const int Inputs = 3, Hidden = 4;

    // Of lengths that differ, so that sequences end and begin in between.
    static readonly SequenceLayout Layout = new([5, 9, 9, 7]);
    static readonly int Longest = Layout.StepCount;

    readonly Sequences x = new(Samples.Leaf([Layout.TokenCount, Inputs], seed: 3), Layout);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Gradients_of_the_simple_network_shrink_as_its_jacobians_say(bool isBidirectional)
    {
        Rnn layer = new(Inputs, Hidden, new RandomSource(seed: 2), options: new(Bidirectional: isBidirectional));
        int directions = isBidirectional ? 2 : 1;
        Tensor weights = Samples.Leaf([Layout.TokenCount, directions * Hidden], seed: 5);
        StepInspection look = Look(layer, outputs => (outputs * weights).Sum());
        Assert.Equal(directions, look.Levels.Count);
        foreach (LevelInspection level in look.Levels)
        {
            Assert.Equal(Enumerable.Range(0, Longest), level.Reach.Select(reach => reach.Distance));
            double[] expected = ReachByFormula(layer, weights, level.IsReverse);
            Assert.All(level.Reach, reach => Assert.Equal(expected[reach.Distance], reach.Ratio, tolerance: 1e-3 * expected[reach.Distance]));
        }
    }

    [Theory]
    [InlineData("lstm", "input gate,forget gate,output gate")]
    [InlineData("gru", "reset gate,update gate")]
    [InlineData("rnn", "state")]
    [InlineData("lstm-peephole", "input gate,forget gate,output gate")]
    [InlineData("ind-rnn", "")]
    public void Every_cell_says_how_far_its_gradients_reach(string cell, string gates)
    {
        LevelInspection level = Assert.Single(Look(AnyLayer.Create(cell, Inputs, Hidden).Layer, outputs => outputs.Sum()).Levels);
        Assert.Equal(Longest - 1, level.Reach[^1].Distance);
        Assert.All(level.Reach, reach => Assert.InRange(reach.Ratio, 1e-30, 10));
        Assert.Equal(gates, string.Join(',', level.Gates.Select(gate => gate.Name)));
        Assert.All(level.Gates, gate => Assert.InRange(gate.Closed + gate.Open, 0, 1));
        Assert.Equal(cell.StartsWith("lstm", StringComparison.Ordinal) || cell == "gru", level.Memory is not null);
    }

    [Fact]
    public void A_forget_gate_that_always_stands_the_same_says_for_how_long_half_is_kept()
    {
        Lstm layer = new(Inputs, Hidden, new RandomSource(seed: 2));
        foreach ((string name, Parameter parameter) in layer.NamedParameters)
        {
            float[] values = new float[parameter.Shape.Count];
            values.AsSpan(name == "bias_ih_l0" ? Hidden..(2 * Hidden) : 0..0).Fill(3);
            parameter.Assign(values);
        }

        double forget = 1 / (1 + Math.Exp(-3));
        LevelInspection level = Assert.Single(Look(layer, outputs => outputs.Sum()).Levels);
        MemoryHalfLife memory = level.Memory!;
        Assert.Equal(Math.Log(0.5) / Math.Log(forget), memory.Median, tolerance: 0.01);
        Assert.Equal((memory.Median, memory.Median), (memory.Shortest, memory.Longest));
        GateInspection gate = level.Gates.Single(gate => gate.Name == "forget gate");
        Assert.Equal(forget, gate.Mean, tolerance: 1e-4);
        Assert.Equal((0, 1), (gate.Closed, gate.Open));
    }

    [Fact]
    public void An_update_is_measured_against_the_weights_before_it()
    {
        Linear layer = new(inputSize: 2, outputSize: 1, new RandomSource(seed: 1));
        layer.NamedParameters.Single(named => named.Name == "weight").Parameter.Assign([3, 4]);
        layer.Forward(Tensor.From([1, 1], [1, 2])).Sum().Backward();
        UpdateMeter meter = new(layer);
        layer.NamedParameters.Single(named => named.Name == "weight").Parameter.Assign([2.5f, 3.5f]);
        Assert.Equal(Math.Sqrt(0.5) / 5, meter.Measure().Single(update => update.Name == "weight").Ratio, tolerance: 1e-4);
    }

    StepInspection Look(RecurrentLayer layer, Func<Tensor, Tensor> loss)
    {
        StepProbe probe = new(new Network(layer), every: 1);
        probe.BeginStep(step: 1);
        loss(layer.Forward(x).Outputs.Data).Backward();
        probe.BeforeUpdate();
        return probe.EndStep(step: 1, epoch: 1, gradientNorm: 1);
    }

    /// <summary>g(k + 1) = Uᵀ·(g(k) ∘ (1 − h²)), h being the state at distance k and g(0) all that the loss sends to a sequence's outputs.</summary>
    double[] ReachByFormula(Rnn layer, Tensor weights, bool isReverse)
    {
        float[] u = layer.NamedParameters.Single(named => named.Name == (isReverse ? "weight_hh_l0_reverse" : "weight_hh_l0")).Parameter.Values.ToArray();
        float[] h = layer.Forward(x).Outputs.Data.Values.ToArray(), w = weights.Values.ToArray();
        int width = weights.Shape[1], first = isReverse ? Hidden : 0;
        double[] there = new double[Longest], start = new double[Longest];
        for (int sequence = 0; sequence < Layout.BatchSize; sequence++)
        {
            int length = Layout.Lengths[sequence];
            int At(int token, int unit) => Layout.Row(sequence, token) * width + first + unit;
            double[] g = [.. Enumerable.Range(0, Hidden).Select(unit => Enumerable.Range(0, length).Sum(token => (double)w[At(token, unit)]))];
            double begin = g.Sum(value => value * value);
            for (int distance = 0; distance < length; distance++)
            {
                there[distance] += g.Sum(value => value * value);
                start[distance] += begin;
                int token = isReverse ? distance : length - 1 - distance;
                double[] sums = [.. g.Select((value, unit) => value * (1 - Math.Pow(h[At(token, unit)], 2)))];
                g = [.. Enumerable.Range(0, Hidden).Select(before => Enumerable.Range(0, Hidden).Sum(unit => u[unit * Hidden + before] * sums[unit]))];
            }
        }

        return [.. there.Select((squares, distance) => Math.Sqrt(squares / start[distance]))];
    }

    sealed class Network(RecurrentLayer recurrent) : Module
    {
        readonly RecurrentLayer recurrent = recurrent;

        public override string ToString() => recurrent.ToString()!;
    }
}
