using Unroll.Cli.Onnx;
using Unroll.Formats.Onnx;
using Unroll.Tasks;

namespace Unroll.Onnx.Tests;

public sealed class RuntimeCheckTests
{
    [Fact]
    public void A_difference_beyond_rounding_is_found_and_named()
    {
        OnnxExport export = TextClassifierOnnx.Export(new(new() { HiddenSize = 4, EmbeddingSize = 4 }, 20, 2), 2, OnnxBatch.MadeUp(20));
        Assert.InRange(RuntimeCheck.LargestDifference(export, export.Model.ToBytes(), "a.onnx"), 0, 1e-5);
        OnnxTensor logits = export.Samples[0].Outputs[0];
        float[] moved = logits.Floats.ToArray();
        moved[3] += 2e-4f;
        OnnxExport other = export with { Samples = [new(export.Samples[0].Inputs, [OnnxTensor.Of("logits", moved, [.. logits.Dimensions])])] };
        string message = Assert.Throws<InvalidDataException>(() => RuntimeCheck.LargestDifference(other, export.Model.ToBytes(), "a.onnx")).Message;
        Assert.StartsWith("a.onnx: not written: in ONNX Runtime the output logits differs from Unroll's by 0.0002", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_that_ONNX_Runtime_does_not_read_is_one_line() =>
        Assert.DoesNotContain('\n', Assert.Throws<InvalidDataException>(() => new RuntimeSession([1, 2, 3], "a.onnx").Dispose()).Message);
}
