using Unroll.Formats.Onnx;

namespace Unroll.Tests.Formats.Onnx;

public sealed class OnnxModelTests : IDisposable
{
    readonly TemporaryFolder folder = new();

    public static TheoryData<string> BatchFirst => new("RNN", "LSTM", "GRU");

    [Fact]
    public void A_model_is_read_as_it_was_written()
    {
        OnnxGraph inner = new("inner", [new("Identity", ["y"], ["z"], [])], [], [new("y", OnnxType.Double, ["batch", "3"])], [new("z", OnnxType.Double, [])]);
        OnnxNode node = new("Some", ["x", "", "w"], ["a", "b"],
        [
            new("f", 0.5f), new("i", -7L), new("s", "Grüße"), new("t", OnnxTensor.Of("inside", [1L, -2], 2)), new("g", inner),
            new("fs", new[] { 1f, -2 }), new("is", new[] { 3L, -4 }), new("ss", new[] { "a", "" }), new("none", Array.Empty<long>()),
        ]);
        OnnxTensor[] weights = [OnnxTensor.Of("w", [1f, 2, 3, 4, 5, 6], 2, 3), OnnxTensor.Of("n", [1, -1], 2), OnnxTensor.Of("d", [0.1, 1e300], 2), OnnxTensor.Of("scalar", [4L])];
        OnnxModel model = new(new("outer", [node], weights, [new("x", OnnxType.Int64, ["batch", "time"])], [new("a", OnnxType.Float, ["batch", "2"])]), 17, "What it does.", "here");
        string path = folder["model.onnx"];
        model.Save(path);
        OnnxModel read = OnnxModel.Load(path);
        Assert.Equal((17L, "What it does."), (read.Opset, read.Description));
        Assert.Equal(["x: Int64 [batch, time]"], read.Inputs.Select(input => input.ToString()));
        Assert.Equal(["a: Float [batch, 2]"], read.Outputs.Select(output => output.ToString()));
        Assert.Equal(weights.Select(weight => $"{weight} {Convert.ToHexString(weight.Data.Span)}"), read.Graph.Weights.Select(weight => $"{weight} {Convert.ToHexString(weight.Data.Span)}"));

        // Written again, every byte is the same: nothing was lost, nothing was added.
        Assert.Equal(model.ToBytes(), read.ToBytes());
        Assert.Equal(9, Assert.Single(read.Graph.Nodes).Attributes.Count);
        Assert.Equal(["x", "", "w"], read.Graph.Nodes[0].Inputs);
    }

    [Fact]
    public void Numbers_in_the_typed_lists_of_the_format_are_read_too()
    {
        // A TensorProto by hand: dims 2 (packed), type 1, float_data (packed), name.
        byte[] floats = [0x0A, 1, 2, 0x10, 1, 0x22, 8, 0, 0, 0x80, 0x3F, 0, 0, 0, 0xC0, 0x42, 1, (byte)'v'];
        File.WriteAllBytes(folder["v.pb"], floats);
        OnnxTensor tensor = OnnxTensor.Load(folder["v.pb"]);
        Assert.Equal("v: Float [2]", tensor.ToString());
        Assert.Equal([1f, -2f], tensor.Floats.ToArray());

        // dims 3 (not packed), type 6, int32_data 5, −1, 7.
        byte[] integers = [0x08, 3, 0x10, 6, 0x2A, 12, 5, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1, 7];
        File.WriteAllBytes(folder["n.pb"], integers);
        Assert.Equal([5, -1, 7], OnnxTensor.Load(folder["n.pb"]).Integers.ToArray());
    }

    // Where the batch stands changes the order of the numbers and nothing else. (ONNX Runtime has no layout 1 to compare with.)
    [Theory, MemberData(nameof(BatchFirst))]
    public void Batch_first_gives_the_same_numbers(string operation)
    {
        OnnxAttribute both = new("direction", "bidirectional");
        OperatorCase plain = new(operation, both), turned = new(operation, both, new("layout", 1L));
        IReadOnlyList<OnnxTensor> expected = plain.Model.Run(plain.Tensors), actual = turned.Model.Run(turned.Tensors);
        for (int t = 0; t < OperatorCase.Steps; t++)
        {
            for (int direction = 0; direction < 2; direction++)
            {
                for (int sequence = 0; sequence < OperatorCase.Batch; sequence++)
                {
                    Assert.Equal(Unit(expected[0], (t * 2 + direction) * OperatorCase.Batch + sequence), Unit(actual[0], (sequence * OperatorCase.Steps + t) * 2 + direction));
                    Assert.Equal(Unit(expected[^1], direction * OperatorCase.Batch + sequence), Unit(actual[^1], sequence * 2 + direction));
                }
            }
        }

        static float[] Unit(OnnxTensor tensor, int row) => tensor.Floats.Slice(row * OperatorCase.Hidden, OperatorCase.Hidden).ToArray();
    }

    [Theory]
    [InlineData("direction", "sideways", "direction 'sideways'; known are forward, reverse and bidirectional")]
    [InlineData("activations", "Swish", "activations 'Swish'; known are Affine, Elu")]
    [InlineData("clip", "-1", "clip -1; it is above 0")]
    [InlineData("layout", "2", "layout 2; it is 0 or 1")]
    [InlineData("hidden_size", "text", "the attribute hidden_size is of another kind")]
    public void An_attribute_that_breaks_a_rule_is_named(string name, string value, string expected)
    {
        object given = (name, value) switch { ("activations", _) => new[] { value }, ("clip", _) => -1f, ("layout", _) => 2L, _ => value };
        OperatorCase known = new("RNN", new OnnxAttribute(name, given));
        Assert.Contains(expected, Assert.Throws<InvalidDataException>(() => known.Model.Run(known.Tensors)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Inputs_that_do_not_fit_are_named_with_both_sizes()
    {
        OperatorCase known = new("GRU");
        OnnxTensor[] tensors = [.. known.Tensors];
        int r = Array.FindIndex(tensors, tensor => tensor.Name == "R");
        Fault("R is R: Float [1, 12, 6]; expected Float [1, 18, 6]", [.. tensors[..r], OnnxTensor.Of("R", new float[72], 1, 12, 6), .. tensors[(r + 1)..]]);
        Fault("sequence_lens is sequence_lens: Int32 [4]; expected Int32 [4] with numbers from 0 to 5",
            [.. tensors.Where(tensor => tensor.Name != "sequence_lens"), OnnxTensor.Of("sequence_lens", [3, 6, 1, 1], 4)]);
        Fault("there is no 'W'", [.. tensors.Where(tensor => tensor.Name != "W")]);

        void Fault(string expected, OnnxTensor[] given) =>
            Assert.Contains(expected, Assert.Throws<InvalidDataException>(() => known.Model.Run(given)).Message, StringComparison.Ordinal);
    }

    public void Dispose() => folder.Dispose();
}
