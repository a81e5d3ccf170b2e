using Unroll.Layers;
using Unroll.Operations;
using Unroll.Tensors;

namespace Unroll.Tests.Layers;

/// <summary>Where a gradient vanishes over the steps it must become 0: among subnormal numbers each product takes up to a hundred times as long.</summary>
public sealed class FadingGradientTests
{
    [Theory]
    [InlineData(CellKind.Rnn)]
    [InlineData(CellKind.Lstm)]
    [InlineData(CellKind.Gru)]
    public void A_gradient_that_vanishes_over_many_steps_ends_at_zero(CellKind kind)
    {
        const int Length = 600, Inputs = 3, Hidden = 40;
        using StepMemory step = new Arena(1).BeginStep();
        RecurrentLayer layer = kind.CreateLayer(Inputs, Hidden, new(5), new());
        Tensor x = Tensor.From(Samples.Normal(Length * Inputs), [Length, Inputs], needsGradient: true);

        layer.Forward(new(x, new([Length]))).Final.Hidden.Sum().Backward();

        float[] gradient = x.Gradient.ToArray();
        Assert.DoesNotContain(gradient, float.IsSubnormal);
        Assert.All(gradient[..Inputs], value => Assert.Equal(0, value));
        Assert.All(gradient[^Inputs..], value => Assert.NotEqual(0, value));
        Assert.Contains(gradient, value => Math.Abs(value) is > 0 and < 1e-25f);
    }
}
