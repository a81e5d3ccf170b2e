using Unroll.Formats.Onnx;
using Unroll.Tensors;

namespace Unroll.Tests.Formats.Onnx;

/// <summary>Damaged and forged models: a refusal in one line or an answer, never a crash, a hang or memory without bound.</summary>
public sealed class OnnxFuzzTests
{
    const int Mutations = 3000;

    // What the documentation of OnnxModel.Parse promises, and what an exception's own text takes.
    const long BytesPerByte = 64, Fixed = 200_000;

    [Fact]
    public void Only_the_documented_exception_leaves_the_reader()
    {
        OperatorCase known = new("LSTM", new OnnxAttribute("activation_alpha", new[] { 1f, 2 }), new OnnxAttribute("direction", "bidirectional")) { HasPeepholes = true };
        byte[] stored = (known.Model is var model ? new OnnxModel(model.Graph with { Weights = known.Tensors }, model.Opset, "a description", "test") : null!).ToBytes();
        RandomSource random = new RandomSource(11).Stream("mutations");
        int refused = 0, run = 0;
        for (int i = 0; i < Mutations; i++)
        {
            byte[] bytes = Mutated(stored, random);
            long before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                OnnxModel read = OnnxModel.Parse(bytes, "mutated.onnx");
                Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, BytesPerByte * bytes.Length + Fixed);
                read.Run([]);
                run++;
            }
            catch (InvalidDataException exception)
            {
                Assert.StartsWith("mutated.onnx: ", exception.Message, StringComparison.Ordinal);
                Assert.DoesNotContain('\n', exception.Message);
                refused++;
            }
        }

        // Both ends of the reader were reached.
        Assert.InRange(refused, Mutations / 10, Mutations);
        Assert.InRange(run, Mutations / 10, Mutations);
    }

    [Fact]
    public void A_graph_in_a_graph_without_end_is_refused()
    {
        OnnxGraph graph = new("g", [], [], [], []);
        for (int depth = 0; depth < 100; depth++)
        {
            graph = new("g", [new("Loop", [], ["y"], [new("body", graph)])], [], [], []);
        }

        byte[] bytes = new OnnxModel(graph, 17, "", "deep").ToBytes();
        Assert.Contains("graphs lie in one another", Assert.Throws<InvalidDataException>(() => OnnxModel.Parse(bytes, "deep.onnx")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("FFFFFFFFFFFFFFFFFFFFFF")]
    [InlineData("3AFFFFFFFF7F")]
    [InlineData("0B")]
    public void Bytes_that_are_no_model_are_refused(string hexadecimal) =>
        Assert.Throws<InvalidDataException>(() => OnnxModel.Parse(Convert.FromHexString(hexadecimal), "x"));

    /// <summary>One to four changes: a bit, a byte, a cut, a piece twice, a piece left out, a number that is too large.</summary>
    static byte[] Mutated(byte[] whole, RandomSource random)
    {
        List<byte> bytes = [.. whole];

        // Weights are most of a file, but its structure stands at both ends of it.
        const int structure = 400;
        for (int changes = random.NextInt(4); changes >= 0 && bytes.Count > 0; changes--)
        {
            int at = random.NextInt(3) switch { 0 => random.NextInt(bytes.Count), 1 => random.NextInt(Math.Min(structure, bytes.Count)), _ => bytes.Count - 1 - random.NextInt(Math.Min(structure, bytes.Count)) };
            int length = Math.Min(random.NextInt(20), bytes.Count - at);
            switch (random.NextInt(6))
            {
                case 0:
                    bytes[at] ^= (byte)(1 << random.NextInt(8));
                    break;
                case 1:
                    bytes[at] = (byte)random.NextInt(256);
                    break;
                case 2 when random.NextInt(4) == 0:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
                case 3:
                    bytes.InsertRange(at, bytes.GetRange(at, length));
                    break;
                case 4:
                    bytes.RemoveRange(at, length);
                    break;
                case 5:
                    bytes.InsertRange(at, [0xFF, 0xFF, 0xFF, 0xFF, 0x7F]);
                    break;
            }
        }

        return [.. bytes];
    }
}
