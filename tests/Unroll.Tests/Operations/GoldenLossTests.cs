using Unroll.Formats;
using Unroll.Operations;
using Unroll.Tensors;

namespace Unroll.Tests.Operations;

/// <summary>Cross entropy and embedding lookup against libtorch.</summary>
public sealed class GoldenLossTests
{
    [Theory]
    [InlineData("plain", 0f, false)]
    [InlineData("weighted", 0f, true)]
    [InlineData("smoothed", 0.1f, false)]
    [InlineData("weighted_smoothed", 0.1f, true)]
    public void Cross_entropy_agrees_also_for_logits_of_a_hundred(string kind, float smoothing, bool weighted)
    {
        using SafetensorsReader golden = Open("cross_entropy");
        Tensor logits = Tensor.From(golden.Read("logits").Values, golden.ShapeOf("logits"), needsGradient: true);
        int[] labels = [.. golden.ReadIntegers("labels").Select(label => (int)label)];

        Tensor loss = logits.SoftmaxCrossEntropy(labels, smoothing, weighted ? golden.Read("class_weights").Values : []);
        loss.Backward();

        Assert.InRange(Samples.RelativeDifference(golden.Read(kind + ".loss").Values, loss.Values), 0, 1e-6f);
        Assert.InRange(Samples.RelativeDifference(golden.Read(kind + ".grad_logits").Values, logits.Gradient), 0, 1e-5f);
    }

    [Fact]
    public void A_lookup_adds_up_the_gradients_of_repeated_ids()
    {
        using SafetensorsReader golden = Open("embedding");
        Parameter table = new("weight", golden.ShapeOf("weight"));
        table.Assign(golden.Read("weight").Values);
        int[] ids = [.. golden.ReadIntegers("ids").Select(id => (int)id)];

        Tensor y = table.Lookup(ids);
        (y * golden.Read("grad_y").Reshape(y.Shape)).Sum().Backward();

        Assert.Equal(golden.Read("y").Values, y.Values);
        Assert.InRange(Samples.RelativeDifference(golden.Read("grad.weight").Values, table.Gradient), 0, 1e-6f);
        Assert.True(table.IsGradientSparse);
        Assert.Equal(ids.Distinct().Order(), table.TouchedRows.ToArray());
    }

    static SafetensorsReader Open(string file) => new(Path.Combine(AppContext.BaseDirectory, "Golden", file + ".safetensors"));
}
