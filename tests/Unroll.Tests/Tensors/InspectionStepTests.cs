using Unroll.Layers;
using Unroll.Operations;
using Unroll.Tensors;

namespace Unroll.Tests.Tensors;

/// <summary>Inside an inspection inputs have gradients, parameters have none, and nothing is random.</summary>
public sealed class InspectionStepTests
{
    public static TheoryData<CellKind> Cells => [.. CellKinds.All];

    [Theory, MemberData(nameof(Cells))]
    public void The_inputs_have_the_gradient_they_have_outside_of_steps_and_parameters_have_none(CellKind kind)
    {
        RecurrentLayer layer = kind.CreateLayer(inputSize: 3, hiddenSize: 5, new(seed: 8), new(Layers: 2, Bidirectional: true, Dropout: 0.5f));
        Linear linear = new(layer.OutputSize, outputSize: 2, new(seed: 9));
        SequenceLayout layout = new([4, 2]);
        Sequences x = Samples.Leaf(layout, 3), again = Samples.Leaf(layout, 3);
        linear.Forward(layer.Forward(again).Outputs.Data).Sum().Backward();
        layer.ClearGradients();

        Parameter[] parameters = [.. layer.Parameters, .. linear.Parameters];
        foreach (Parameter parameter in parameters)
        {
            parameter.ClearGradient();
        }

        Arena arena = new(threads: 2);
        using (arena.BeginInspection())
        {
            Assert.All(parameters, parameter => Assert.False(parameter.NeedsGradient));
            Tensor total = linear.Forward(layer.Forward(x).Outputs.Data).Sum();
            total.Backward();
        }

        Assert.Equal(again.Gradient(), x.Gradient());
        Assert.All(parameters, parameter => Assert.True(parameter.NeedsGradient && !parameter.IsGradientReached, parameter.Name));
    }

    [Fact]
    public void Nothing_is_dropped()
    {
        Arena arena = new(threads: 1);
        Tensor ones = Tensor.From([1, 1, 1, 1, 1, 1, 1, 1], [8]);
        using (arena.BeginInspection())
        {
            Assert.Equal(ones.Values.ToArray(), ones.Dropout(0.5f, new(seed: 1)).Values.ToArray());
        }

        Assert.Equal(0, arena.StepNumber);
    }
}

static class GradientsOfSequences
{
    internal static float[] Gradient(this Sequences x) => x.Data.Gradient.ToArray();
}
