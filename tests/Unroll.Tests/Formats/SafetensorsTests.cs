using System.Buffers.Binary;
using System.Text;
using CsCheck;
using Unroll.Formats;
using Unroll.Tensors;

namespace Unroll.Tests.Formats;

public sealed class SafetensorsTests : IDisposable
{
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_bytes_are_those_of_the_format()
    {
        SafetensorsWriter writer = new();
        writer.Add("b", Tensor.From([1.5f, -2], [2, 1]));
        writer.Add("a", Tensor.From([float.NaN], []));
        writer.AddMetadata("format", "pt");
        writer.Save(folder["f"]);

        string json = """{"__metadata__":{"format":"pt"},"a":{"dtype":"F32","shape":[],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[2,1],"data_offsets":[4,12]}}""";
        string padded = json.PadRight((json.Length + 7) / 8 * 8);
        byte[] expected = [(byte)padded.Length, 0, 0, 0, 0, 0, 0, 0, .. Encoding.UTF8.GetBytes(padded), .. Floats(float.NaN, 1.5f, -2)];
        Assert.Equal(expected, File.ReadAllBytes(folder["f"]));
    }

    [Fact]
    public void The_order_of_adding_does_not_matter()
    {
        (string, Tensor)[] tensors = [("b.weight", Tensor.From([1], [1])), ("a", Tensor.From([2], [1])), ("B", Tensor.From([3], [1]))];

        Assert.Equal(Bytes(tensors), Bytes([.. tensors.Reverse()]));
    }

    [Fact]
    public void Whatever_is_written_is_read_again() =>
        Gen.Dictionary(Gen.String[1, 12].Where(IsText), Gen.Select(Gen.Float.Array[0, 40], Gen.Int[0, 3])).Sample(content =>
        {
            SafetensorsWriter writer = new();
            foreach ((string name, (float[] values, int kind)) in content)
            {
                writer.Add(name, Tensor.From(values, kind == 0 ? [values.Length] : kind == 1 ? [1, values.Length] : [values.Length, 1, 1]));
            }

            writer.AddMetadata("größe", "line\nbreak \"quoted\"");
            using (FileStream stream = File.Create(folder["f"])) // without waiting for the disk, unlike Save
            {
                writer.WriteTo(stream);
            }

            using SafetensorsReader reader = new(folder["f"]);

            Assert.Equal("line\nbreak \"quoted\"", reader.Metadata["größe"]);
            Assert.Equal(content.Keys.Order(StringComparer.Ordinal), reader.Names);
            foreach ((string name, (float[] values, _)) in content)
            {
                Assert.Equal(values.Select(BitConverter.SingleToInt32Bits), reader.Read(name).Values.ToArray().Select(BitConverter.SingleToInt32Bits));
            }
        }, iter: 200, threads: 1);

    [Fact]
    public void A_tensor_longer_than_a_chunk_is_whole()
    {
        float[] values = [.. Enumerable.Range(0, 50_001).Select(i => i * 0.25f)];
        SafetensorsWriter writer = new();
        writer.Add("x", Tensor.From(values, [values.Length]));
        writer.Add("steps", Enumerable.Range(0, 20_001).Select(i => i - (1L << 40)).ToArray());
        writer.Save(folder["f"]);
        using SafetensorsReader reader = new(folder["f"]);

        Assert.Equal(values, reader.Read("x").Values);
        Assert.Equal(Enumerable.Range(0, 20_001).Select(i => i - (1L << 40)), reader.ReadIntegers("steps"));
    }

    [Theory]
    [InlineData("F64", new byte[] { 0, 0, 0, 0, 0, 0, 0xF8, 0xBF }, -1.5f)]
    [InlineData("F32", new byte[] { 0, 0, 0x20, 0x40 }, 2.5f)]
    [InlineData("F16", new byte[] { 0x00, 0x3E }, 1.5f)] // sign 0, exponent 15 - 15, fraction 1/2
    [InlineData("F16", new byte[] { 0x01, 0x00 }, 5.9604645e-8f)] // the smallest subnormal, 2^-24
    [InlineData("BF16", new byte[] { 0x49, 0x40 }, 3.140625f)] // pi in eight bits
    public void Other_floating_types_are_converted(string type, byte[] data, float expected)
    {
        Write($$$"""{"x":{"dtype":"{{{type}}}","shape":[1],"data_offsets":[0,{{{data.Length}}}]}}""", data);
        using SafetensorsReader reader = new(folder["f"]);

        Assert.Equal([expected], reader.Read("x").Values);
    }

    [Fact]
    public void Small_integers_are_read_with_their_sign()
    {
        Write("""{"x":{"dtype":"I32","shape":[2],"data_offsets":[0,8]}}""", [0xFF, 0xFF, 0xFF, 0xFF, 7, 0, 0, 0]);
        using SafetensorsReader reader = new(folder["f"]);

        Assert.Equal([-1, 7], reader.ReadIntegers("x"));
        Assert.Throws<InvalidDataException>(() => reader.Read("x"));
    }

    [Theory]
    [InlineData("I16", 2)]
    [InlineData("I8", 4)]
    [InlineData("U8", 4)]
    [InlineData("BOOL", 4)]
    public void Types_that_are_no_weights_do_not_keep_a_file_from_being_read(string type, int count)
    {
        Write($$$"""{"x":{"dtype":"{{{type}}}","shape":[{{{count}}}],"data_offsets":[0,4]}}""", [1, 0, 1, 0]);
        using SafetensorsReader reader = new(folder["f"]);

        Assert.Equal(type, reader.TypeOf("x").ToString());
        Assert.Throws<InvalidDataException>(() => reader.Read("x"));
        Assert.Throws<InvalidDataException>(() => reader.ReadIntegers("x"));
    }

    [Theory]
    [InlineData("", "header is not valid JSON")]
    [InlineData("[]", "not a JSON object")]
    [InlineData("{", "not valid JSON")]
    [InlineData("{} x", "not valid JSON")]
    [InlineData("""{"x":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}""", "needs 8 bytes")]
    [InlineData("""{"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", "cut short")]
    [InlineData("""{"x":{"dtype":"F32","shape":[0],"data_offsets":[0,0]}}""", "the tensors end at byte 0")]
    [InlineData("""{"x":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}""", "needs 4 bytes")]
    [InlineData("""{"x":{"dtype":"F32","shape":[1],"data_offsets":[-4,0]}}""", "whole numbers from 0")]
    [InlineData("""{"x":{"dtype":"F32","shape":[1.5],"data_offsets":[0,4]}}""", "whole numbers from 0")]
    [InlineData("""{"x":{"dtype":"F32","shape":["1"],"data_offsets":[0,4]}}""", "whole numbers from 0")]
    [InlineData("""{"x":{"dtype":"F32","shape":[99999999999],"data_offsets":[0,4]}}""", "an axis of 99999999999")]
    [InlineData("""{"x":{"dtype":"F32","shape":[65536,65536],"data_offsets":[0,0]}}""", "more than 2147483647 elements")]
    [InlineData("""{"x":{"dtype":"F32","shape":[65536,65536,65536,65536],"data_offsets":[0,0]}}""", "more than 2147483647 elements")]
    [InlineData("""{"x":{"dtype":"F8","shape":[4],"data_offsets":[0,4]}}""", "the dtype 'F8'; known are F64")]
    [InlineData("""{"x":{"dtype":null,"shape":[1],"data_offsets":[0,4]}}""", "a dtype that is not a text")]
    [InlineData("""{"x":{"dtype":"F32","shape":[1]}}""", "lacks dtype, shape or two data_offsets")]
    [InlineData("""{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4,8]}}""", "lacks dtype, shape or two data_offsets")]
    [InlineData("""{"x":{"dtype":"F32","dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", "twice")]
    [InlineData("""{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"x":{"dtype":"F32","shape":[0],"data_offsets":[4,4]}}""", "'x' is there twice")]
    [InlineData("""{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"y":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", "gap or an overlap")]
    [InlineData("""{"x":{"dtype":"F16","shape":[1],"data_offsets":[2,4]}}""", "gap or an overlap")]
    [InlineData("""{"__metadata__":{"a":1},"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", "not a text")]
    [InlineData("""{"__metadata__":{"a":"1","a":"2"}}""", "twice")]
    [InlineData("""{"\ud800":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", "not valid UTF-8")]
    [InlineData("""{"x\ny":1}""", @"'x\u000ay'")]
    public void A_broken_header_is_refused_in_one_line_that_says_why(string json, string reason)
    {
        Write(json, [0, 0, 0, 0]);

        InvalidDataException exception = Assert.Throws<InvalidDataException>(() => new SafetensorsReader(folder["f"]));

        Assert.StartsWith($"{folder["f"]}: not a", exception.Message, StringComparison.Ordinal);
        Assert.Contains(reason, exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', exception.Message);
    }

    [Theory]
    [InlineData(new byte[0])]
    [InlineData(new byte[] { 1, 0, 0, 0, 0, 0, 0 })]
    [InlineData(new byte[] { 3, 0, 0, 0, 0, 0, 0, 0, (byte)'{', (byte)'}' })]
    [InlineData(new byte[] { 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, (byte)'{', (byte)'}' })]
    [InlineData(new byte[] { 0xFF, 0xFF, 0xFF, 0x7F, 0, 0, 0, 0, (byte)'{', (byte)'}' })]
    public void A_header_longer_than_the_file_is_refused_before_memory_is_taken(byte[] content)
    {
        File.WriteAllBytes(folder["f"], content);
        long before = GC.GetAllocatedBytesForCurrentThread();

        Assert.Throws<InvalidDataException>(() => new SafetensorsReader(folder["f"]));

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    public void Names_and_destinations_that_do_not_fit_are_refused()
    {
        Write("""{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", [0, 0, 0, 0]);
        using SafetensorsReader reader = new(folder["f"]);

        Assert.Throws<InvalidDataException>(() => reader.Read("y"));
        Assert.Throws<InvalidDataException>(() => reader.ReadIntegers("x"));
        Assert.Throws<ArgumentException>(() => reader.ReadInto("x", new float[2]));
        SafetensorsWriter writer = new();
        writer.Add("x", new long[1]);
        Assert.Throws<ArgumentException>(() => writer.Add("x", Tensor.Zeros([1])));
        Assert.Throws<ArgumentException>(() => writer.Add("__metadata__", Tensor.Zeros([1])));
    }

    [Fact]
    public void No_damage_to_a_file_gives_anything_but_InvalidDataException()
    {
        SafetensorsWriter writer = new();
        writer.Add("lstm.weight_ih_l0", Tensor.From([1, 2, 3, 4, 5, 6], [2, 3]));
        writer.Add("lstm.bias", Tensor.From([1, 2], [2]));
        writer.Add("steps", new long[] { 3, 4 });
        writer.AddMetadata("config", "{}");
        writer.Save(folder["good"]);
        byte[] good = File.ReadAllBytes(folder["good"]);
        RandomSource random = new(seed: 11);
        int refused = 0;
        for (int round = 0; round < 6000; round++)
        {
            File.WriteAllBytes(folder["bad"], Damaged(good, random));
            try
            {
                using SafetensorsReader reader = new(folder["bad"]);
                foreach (string name in reader.Names)
                {
                    ReadAny(reader, name);
                }
            }
            catch (InvalidDataException exception)
            {
                Assert.DoesNotContain('\n', exception.Message);
                refused++;
            }
        }

        // A flipped bit in a number or a name leaves a valid file; most other damage does not.
        Assert.InRange(refused, 3000, 5900);
    }

    static void ReadAny(SafetensorsReader reader, string name)
    {
        try
        {
            reader.Read(name);
        }
        catch (InvalidDataException exception) when (exception.Message.Contains("holds integers", StringComparison.Ordinal))
        {
            reader.ReadIntegers(name);
        }
    }

    static byte[] Damaged(byte[] good, RandomSource random)
    {
        List<byte> bytes = [.. good];
        int changes = 1 + random.NextInt(3);
        for (int i = 0; i < changes && bytes.Count > 0; i++)
        {
            // Mostly in the header, where the claims are.
            int place = random.NextInt(random.NextInt(4) == 0 ? bytes.Count : Math.Min(bytes.Count, 260));
            switch (random.NextInt(6))
            {
                case 0:
                    bytes[place] = (byte)random.NextBits();
                    break;
                case 1:
                    bytes[place] ^= (byte)(1 << random.NextInt(8));
                    break;
                case 2:
                    bytes.RemoveRange(place, Math.Min(1 + random.NextInt(9), bytes.Count - place));
                    break;
                case 3:
                    bytes.InsertRange(place, bytes.GetRange(random.NextInt(bytes.Count), 1));
                    break;
                case 4:
                    bytes.RemoveRange(place, bytes.Count - place);
                    break;
                default:
                    bytes[place] = (byte)"0123456789{}[]\",:-e\\"[random.NextInt(20)];
                    break;
            }
        }

        return [.. bytes];
    }

    static bool IsText(string text) => text != "__metadata__" && !text.Any(char.IsSurrogate);

    static byte[] Floats(params float[] values)
    {
        byte[] bytes = new byte[values.Length * 4];
        for (int i = 0; i < values.Length; i++)
        {
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(4 * i), values[i]);
        }

        return bytes;
    }

    static byte[] Bytes((string Name, Tensor Tensor)[] tensors)
    {
        SafetensorsWriter writer = new();
        foreach ((string name, Tensor tensor) in tensors)
        {
            writer.Add(name, tensor);
        }

        using MemoryStream stream = new();
        writer.WriteTo(stream);
        return stream.ToArray();
    }

    void Write(string json, byte[] data)
    {
        byte[] header = Encoding.UTF8.GetBytes(json);
        byte[] length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        File.WriteAllBytes(folder["f"], [.. length, .. header, .. data]);
    }
}
