using Unroll.Formats;
using Unroll.Tensors;
using Unroll.Training;

namespace Unroll.Tests.Training;

public sealed class GradientClippingTests
{
    // A few roundings of float32.
    const float Tolerance = 5e-7f;

    [Theory]
    [InlineData("above")]
    [InlineData("below")]
    public void Clipping_by_norm_is_PyTorchs(string name)
    {
        using SafetensorsReader golden = new(Path.Combine(AppContext.BaseDirectory, "Golden", "gradient_clipping.safetensors"));
        Parameter[] parameters = [WithGradient("first"), WithGradient("second")];

        double norm = GradientClipping.ClipNorm(parameters, limit: 0.5);

        Assert.Equal(golden.Read($"{name}.norm").Item, norm, norm * Tolerance);
        Assert.InRange(Samples.RelativeDifference(golden.Read($"{name}.after.first").Values, parameters[0].Gradient), 0, Tolerance);
        Assert.InRange(Samples.RelativeDifference(golden.Read($"{name}.after.second").Values, parameters[1].Gradient), 0, Tolerance);

        Parameter WithGradient(string part)
        {
            Tensor gradient = golden.Read($"{name}.before.{part}");
            Parameter parameter = new(part, gradient.Shape);
            gradient.Values.CopyTo(parameter.DenseGradientSum);
            return parameter;
        }
    }

    [Fact]
    public void Only_touched_rows_of_trainable_parameters_count_and_are_clipped()
    {
        Parameter table = new("table", [4, 2]), frozen = new("frozen", [1]) { IsTrainable = false }, idle = new("idle", [2]);
        Span<float> gradient = table.SparseGradientSum([3, 1]);
        gradient[6] = 3;
        gradient[2] = -4;
        frozen.DenseGradientSum[0] = 100;
        Parameter[] parameters = [table, frozen, idle];

        Assert.Equal(5, GradientClipping.Norm(parameters), 1e-12);
        GradientClipping.ClipNorm(parameters, limit: 1);

        Assert.Equal(-4 / 5f, table.Gradient[2], 1e-6f);
        Assert.Equal(3 / 5f, table.Gradient[6], 1e-6f);
        Assert.Equal([100], frozen.Gradient);
        Assert.True(table.IsGradientSparse);
    }

    [Fact]
    public void Clipping_by_value_limits_each_number()
    {
        Parameter parameter = new("weight", [4]);
        ((ReadOnlySpan<float>)[-3, -0.5f, 0.25f, 7]).CopyTo(parameter.DenseGradientSum);

        GradientClipping.ClipValue([parameter], limit: 0.5f);

        Assert.Equal([-0.5f, -0.5f, 0.25f, 0.5f], parameter.Gradient);
        Assert.Throws<ArgumentOutOfRangeException>(() => GradientClipping.ClipValue([parameter], limit: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => GradientClipping.ClipNorm([parameter], limit: 0));
    }

    [Fact]
    public void The_norm_shows_a_gradient_that_is_not_finite()
    {
        Parameter parameter = new("weight", [2]);
        parameter.DenseGradientSum[1] = float.NaN;
        Assert.True(double.IsNaN(GradientClipping.Norm([parameter])));

        parameter.DenseGradientSum[1] = float.NegativeInfinity;
        Assert.Equal(double.PositiveInfinity, GradientClipping.Norm([parameter]));
    }
}
