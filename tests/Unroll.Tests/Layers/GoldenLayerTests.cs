using Unroll.Formats;
using Unroll.Operations;
using Unroll.Tensors;

namespace Unroll.Tests.Layers;

/// <summary>Layers without memory and the loss, against libtorch.</summary>
public sealed class GoldenLayerTests
{
    const float Tolerance = 1e-5f;

    [Fact]
    public void Linear_agrees() => Check("linear", (x, golden) => x("x").Linear(x("weight"), x("bias")));

    [Fact]
    public void Layer_normalisation_agrees() => Check("layer_norm", (x, golden) => x("x").NormaliseRows(x("weight"), x("bias"), 1e-5f));

    static void Check(string file, Func<Func<string, Tensor>, SafetensorsReader, Tensor> compute)
    {
        using SafetensorsReader golden = new(Path.Combine(AppContext.BaseDirectory, "Golden", file + ".safetensors"));
        Dictionary<string, Tensor> leaves = [];
        Tensor y = compute(Leaf, golden);
        Assert.InRange(Samples.RelativeDifference(golden.Read("y").Values, y.Values), 0, Tolerance);
        (y * golden.Read("grad_y")).Sum().Backward();
        Assert.NotEmpty(leaves);
        foreach ((string name, Tensor leaf) in leaves)
        {
            string gradient = golden.Contains("grad." + name) ? "grad." + name : "grad_" + name;
            float difference = Samples.RelativeDifference(golden.Read(gradient).Values, leaf.Gradient);
            Assert.True(difference <= Tolerance, $"{file}: {gradient} differs by {difference:E2}.");
        }

        Tensor Leaf(string name) => leaves[name] = Tensor.From(golden.Read(name).Values, golden.ShapeOf(name), needsGradient: true);
    }
}
