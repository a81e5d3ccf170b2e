using Unroll.Cli.Onnx;
using Unroll.Cli.Tasks.Captioning;
using Unroll.Formats.Onnx;
using Unroll.Layers;
using Unroll.Operations;
using Unroll.Tasks;
using Unroll.Tasks.Captioning;
using Unroll.Tensors;

namespace Unroll.Onnx.Tests;

/// <summary>A small network for pictures, cut off before its pooling, against the same convolution of ours.</summary>
public sealed class VisionEncoderTests
{
    const int Side = 6, Filters = 5, Classes = 4;

    readonly Convolution convolution = new(3, Filters, size: 3, new RandomSource(3).Stream("convolution"), stride: 2, padding: 1);
    readonly Linear last = new(Filters, Classes, new RandomSource(4).Stream("last"));

    [Theory]
    [InlineData(PixelScale.Unit, false)]
    [InlineData(PixelScale.Signed, false)]
    [InlineData(PixelScale.Bytes, true)]
    [InlineData(PixelScale.ImageNet, false)]
    [InlineData(PixelScale.ImageNet, true)]
    public void A_grid_holds_the_features_of_each_place(object scale, bool channelsLast)
    {
        byte[] bytes = [.. Enumerable.Range(0, 3 * Side * Side).Select(i => (byte)(i * 37 % 256))];
        (byte[] model, string relu) = Classifier(channelsLast);
        using VisionEncoder encoder = new(OnnxModel.CutBehind(model, relu, "small.onnx"), (PixelScale)scale, "small.onnx");
        FeatureGrid grid = encoder.Encode(new(3, Side, Side, bytes));
        Assert.Equal((Side, new GridShape(3, 3, Filters)), (encoder.Side, grid.Shape));

        float[] pixels = [.. bytes.Select((value, i) => Scaled(value, i / (Side * Side), (PixelScale)scale))], features = new float[9 * Filters];
        float[] expected = convolution.Forward(Tensor.From(pixels, [1, 3, Side, Side])).Relu().Values.ToArray();
        grid.CopyTo(features);
        for (int i = 0; i < features.Length; i++)
        {
            float value = expected[i % Filters * 9 + i / Filters];
            // Sums of 27 terms of up to 255.
            Assert.Equal(value, features[i], tolerance: 1e-5 * Math.Max(1, Math.Abs(value)));
        }
    }

    [Fact]
    public void What_the_value_does_not_need_is_cut_off()
    {
        (byte[] model, string relu) = Classifier(channelsLast: false);
        OnnxModel cut = OnnxModel.Parse(OnnxModel.CutBehind(model, relu, "small.onnx"), "cut");
        Assert.Equal(["Conv", "Relu"], cut.Graph.Nodes.Select(node => node.Operation));
        Assert.Equal(2, cut.Graph.Weights.Count);
        Assert.Equal(["pixels"], cut.Inputs.Select(input => input.Name));
        Assert.Equal([relu], cut.Outputs.Select(output => output.Name));
    }

    [Fact]
    public void What_cannot_be_done_is_one_line()
    {
        (byte[] model, string relu) = Classifier(channelsLast: false);
        Refused("no node is called, or writes, 'pool'", () => OnnxModel.CutBehind(model, "pool", "small.onnx"));
        Refused("it was cut short or damaged", () => OnnxModel.CutBehind(model.AsSpan(0, model.Length - 7), relu, "small.onnx"));
        Refused("'logits' is [1, 4]; expected a grid", () =>
        {
            using VisionEncoder encoder = new(OnnxModel.CutBehind(model, "logits", "small.onnx"), PixelScale.Unit, "small.onnx");
            encoder.Encode(new(3, Side, Side, new byte[3 * Side * Side]));
        });
        OnnxExport text = TextClassifierOnnx.Export(new(new() { HiddenSize = 4, EmbeddingSize = 4 }, 20, 2), 2, OnnxBatch.MadeUp(20));
        Refused("expected one input of float32", () => new VisionEncoder(text.Model.ToBytes(), PixelScale.Unit, "small.onnx").Dispose());
    }

    static void Refused(string expected, Action action)
    {
        string message = Assert.Throws<InvalidDataException>(action).Message;
        Assert.StartsWith("small.onnx: ", message, StringComparison.Ordinal);
        Assert.Contains(expected, message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }

    static float Scaled(byte value, int channel, PixelScale scale) => scale switch
    {
        PixelScale.Unit => value / 255f,
        PixelScale.Signed => value / 127.5f - 1,
        PixelScale.Bytes => value,
        _ => (value / 255f - new[] { 0.485f, 0.456f, 0.406f }[channel]) / new[] { 0.229f, 0.224f, 0.225f }[channel],
    };

    /// <summary>Convolution, relu, mean over places, classes.</summary>
    /// <returns>The file, and what the result of relu is called.</returns>
    (byte[] Model, string Relu) Classifier(bool channelsLast)
    {
        GraphBuilder graph = new(new Both(convolution, last));
        string x = channelsLast
            ? graph.Transpose(graph.Input("pixels", OnnxType.Float, "batch", $"{Side}", $"{Side}", "3"), 0, 3, 1, 2)
            : graph.Input("pixels", OnnxType.Float, "batch", "3", $"{Side}", $"{Side}");
        string relu = graph.Node("Relu", [graph.Node("Conv", [x, graph.Weight(convolution.Weight), graph.Weight(convolution.Bias)],
            new OnnxAttribute("strides", new long[] { 2, 2 }), new OnnxAttribute("pads", new long[] { 1, 1, 1, 1 }))]);
        string result = channelsLast ? graph.Transpose(relu, 0, 2, 3, 1) : relu;
        string mean = graph.Node("ReduceMean", [result], new OnnxAttribute("axes", channelsLast ? new long[] { 1, 2 } : [2, 3]), new OnnxAttribute("keepdims", 0L));
        graph.Output(graph.Linear(last, mean), "logits", OnnxType.Float, "batch", $"{Classes}");
        return (graph.ToModel("small", "A classifier of pictures.").ToBytes(), result);
    }

    sealed class Both(Convolution convolution, Linear last) : Module
    {
        readonly Convolution convolution = convolution;
        readonly Linear last = last;

        public override string ToString() => $"{convolution} {last}";
    }
}
