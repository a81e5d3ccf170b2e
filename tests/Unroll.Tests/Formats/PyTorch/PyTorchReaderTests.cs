using Unroll.Formats;

namespace Unroll.Tests.Formats.PyTorch;

/// <summary>Files put together here byte by byte: what torch.save could write, and what an attacker would.</summary>
public sealed class PyTorchReaderTests : IDisposable
{
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_file_written_by_hand_is_read()
    {
        Write(TorchArchive.Of(PickleBytes.OfOne(6, offset: 1, sizes: [2, 2], strides: [1, 2]), 0, 1, 2, 3, 4, 5));

        using WeightsFile file = WeightsFile.Open(folder["f"]);

        Assert.Equal("pytorch", file.Format);
        Assert.Equal([1, 3, 2, 4], file.Read("x").Values);
    }

    [Fact]
    public void Remembered_values_and_attributes_of_dictionaries_are_understood()
    {
        PickleBytes pickle = new PickleBytes().OrderedDictionary().Raw((byte)'q', 0).Op('(')
            .Text("a").Tensor("FloatStorage", "0", 2, 0, [2], [1]).Raw((byte)'r', 0, 1, 0, 0)
            .Text("b").Raw((byte)'j', 0, 1, 0, 0)
            .Text("note").Op(']').Raw((byte)'q', 1).Op('(').Integer(5).Op('N').Raw(0x88).Op('G').Raw(0, 0, 0, 0, 0, 0, 0, 0).Op('e')
            .Text("one").Op(']').Integer(-1).Op('a')
            .Op('u').Op('}').Text("_metadata").OrderedDictionary().Op('s').Op('b');
        Write(TorchArchive.Of(pickle.Done(), 7, 8));

        using WeightsFile file = WeightsFile.Open(folder["f"]);

        Assert.Equal(["a", "b"], file.Names);
        Assert.Equal([7, 8], file.Read("b").Values);
    }

    [Fact]
    public void A_big_endian_file_is_turned_around()
    {
        byte[] pickle = PickleBytes.OfOne(2, 0, [2], [1]);
        Write(new TorchArchive().Add("m/data.pkl", pickle).Add("m/byteorder", "big"u8.ToArray()).Add("m/data/0", [0x3F, 0xC0, 0, 0, 0xC0, 0x10, 0, 0]).Done());

        using WeightsFile file = WeightsFile.Open(folder["f"]);

        Assert.Equal([1.5f, -2.25f], file.Read("x").Values);
    }

    [Fact]
    public void Sizes_in_the_64_bit_extension_are_read()
    {
        byte[] pickle = PickleBytes.OfOne(1, 0, [1], [1]);
        Write(new TorchArchive().Add("m/data.pkl", pickle, wide: true).Add("m/data/0", [0, 0, 0xC0, 0x3F], wide: true).Done());

        using WeightsFile file = WeightsFile.Open(folder["f"]);

        Assert.Equal([1.5f], file.Read("x").Values);
    }

    [Fact]
    public void A_call_of_the_operating_system_is_refused_by_name_and_place()
    {
        PickleBytes pickle = new PickleBytes().Op('}').Text("x").Global("os", "system").Text("rm -rf /").Raw(0x85).Op('R').Op('s');
        Write(TorchArchive.Of(pickle.Done(), 1));

        Assert.Equal($"{folder["f"]}: refused the global 'os.system' at byte 9 of its pickle: only tensors by name are read and no code is run; "
            + "save the state_dict alone: torch.save(model.state_dict(), path).", Failure());
    }

    public static TheoryData<string, byte[]> Refusals() => new()
    {
        { "the opcode NEWOBJ (0x81)", new PickleBytes().OrderedDictionary().Op(')').Raw(0x81).Done() },
        { "the opcode INST (0x69)", new PickleBytes().Op('i').Done() },
        { "the opcode STACK_GLOBAL (0x93)", new PickleBytes().Text("os").Text("system").Raw(0x93).Done() },
        { "the opcode DUP (0x32)", new PickleBytes().Op('2').Done() },
        { "the unknown opcode 0xff", new PickleBytes().Raw(0xFF).Done() },
        { "pickle protocol 5", [0x80, 5, (byte)'.'] },
        { "the global 'torch.ComplexFloatStorage'", new PickleBytes().Global("torch", "ComplexFloatStorage").Done() },
        { @"the global 'a\u001b.b'", new PickleBytes().Global("a\u001b", "b").Done() },
        { "a call of something that is not a function", new PickleBytes().Integer(1).Op(')').Op('R').Done() },
        { "attributes of something that is not a dictionary", new PickleBytes().Integer(1).Op('}').Op('b').Done() },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public void What_no_state_dictionary_needs_is_refused(string what, byte[] pickle)
    {
        Write(TorchArchive.Of(pickle, 1));
        Assert.StartsWith($"{folder["f"]}: refused {what}", Failure(), StringComparison.Ordinal);
    }

    public static TheoryData<string, byte[]> Damages() => new()
    {
        { "it ends where 1 more byte was expected", [0x80, 2, (byte)'}'] },
        { "it ends where 4294967295 more bytes were expected", new PickleBytes().Raw((byte)'X', 0xFF, 0xFF, 0xFF, 0xFF).Done() },
        { "a text is not valid UTF-8", new PickleBytes().Raw((byte)'X', 1, 0, 0, 0, 0xFF).Done() },
        { "the name of a global does not end", new PickleBytes().Op('c').Raw(new byte[600]).Done() },
        { "a value is taken where none is left", [(byte)'.'] },
        { "a value is taken where none is left", new PickleBytes().Integer(1).Op('(').Raw(0x85).Done() },
        { "values up to a mark are taken where no mark was set", new PickleBytes().Op('t').Done() },
        { "value 7 is recalled", new PickleBytes().Raw((byte)'h', 7).Done() },
        { "something that is not a list", new PickleBytes().Op('}').Integer(1).Op('a').Done() },
        { "not a dictionary, or not in pairs", new PickleBytes().Op('}').Op('(').Integer(1).Op('u').Done() },
        { "something else than a storage", new PickleBytes().Integer(1).Op('Q').Done() },
        { "called with arguments that do not fit it", new PickleBytes().Global("torch._utils", "_rebuild_tensor_v2").Op(')').Op('R').Done() },
        { "sizes, strides and offset do not fit", PickleBytes.OfOne(2, 0, [2], [1, 1]) },
        { "sizes, strides and offset do not fit", PickleBytes.OfOne(2, -1, [2], [1]) },
        { "sizes, strides and offset do not fit", PickleBytes.OfOne(2, 3, [0], [1]) },
        { "not a whole number from 0", PickleBytes.OfOne(2, 0, [-1], [1]) },
        { "not a whole number from 0", PickleBytes.OfOne(2, 0, [2], [-1]) },
        { "not a whole number from 0", PickleBytes.OfOne(2, 0, [1L << 31], [0]) },
        { "reaches behind the 2 elements", PickleBytes.OfOne(2, 1, [2], [1]) },
        { "reaches behind the 2 elements", PickleBytes.OfOne(2, 0, [2, 2], [long.MaxValue, long.MaxValue]) },
        { "reaches behind the 2 elements", PickleBytes.OfOne(2, 0, [1 << 30, 1 << 30, 1 << 30, 1 << 30, 1 << 30], [0, 0, 0, 0, 0]) },
        { "storage '0' should have 3 elements", PickleBytes.OfOne(3, 0, [1], [1]) },
        { "it holds something else instead of tensors by name", new PickleBytes().Integer(1).Done() },
        { "it holds no tensors", new PickleBytes().Op('}').Done() },
        { "the tensor 'x' is there twice", new PickleBytes().Op('}').Text("x").Tensor("FloatStorage", "0", 2, 0, [1], [1]).Op('s').Text("x").Tensor("FloatStorage", "0", 2, 0, [1], [1]).Op('s').Done() },
    };

    [Theory]
    [MemberData(nameof(Damages))]
    public void A_damaged_pickle_is_refused_in_one_line_that_says_why(string why, byte[] pickle)
    {
        Write(TorchArchive.Of(pickle, 1, 2));

        string message = Failure();

        Assert.StartsWith($"{folder["f"]}: not a usable pytorch file: ", message, StringComparison.Ordinal);
        Assert.True(message.Contains(why, StringComparison.Ordinal), message);
    }

    [Fact]
    public void A_small_file_cannot_ask_for_much_memory()
    {
        Write(TorchArchive.Of(PickleBytes.OfOne(1, 0, [1 << 30], [0]), 1));
        long before = GC.GetAllocatedBytesForCurrentThread();

        string message = Failure();

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
        Assert.Contains("they show the same numbers over and over", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Dictionaries_that_double_with_every_level_are_refused_at_once()
    {
        // d0 holds a tensor; each next one holds the one before twice, by recalling it: 2^14 tensors from some hundred bytes.
        PickleBytes pickle = new PickleBytes().Op('}').Text("x").Tensor("FloatStorage", "0", 1, 0, [1], [1]).Op('s').Raw((byte)'q', 0);
        for (byte level = 1; level < 15; level++)
        {
            byte before = (byte)(level - 1);
            pickle.Op('}').Text("a").Raw((byte)'h', before).Op('s').Text("b").Raw((byte)'h', before).Op('s').Raw((byte)'q', level);
        }

        Write(TorchArchive.Of(pickle.Done(), 1));
        Assert.Contains("its dictionaries hold each other many times over", Failure(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_dictionary_that_holds_itself_is_refused()
    {
        Write(TorchArchive.Of(new PickleBytes().Op('}').Raw((byte)'q', 0).Text("a").Raw((byte)'h', 0).Op('s').Done(), 1));
        Assert.Contains("hold each other many times over", Failure(), StringComparison.Ordinal);
    }

    public static TheoryData<string, byte[]> BrokenArchives()
    {
        byte[] pickle = PickleBytes.OfOne(1, 0, [1], [1]), good = TorchArchive.Of(pickle, 1);
        return new()
        {
            { "its end is missing; it was cut short", good[..^30] },
            { "holds 0 files data.pkl", new TorchArchive().Add("x/y.npy", [1]).Done() },
            { "holds 2 files data.pkl", new TorchArchive().Add("a/data.pkl", pickle).Add("b/data.pkl", pickle).Done() },
            { "'a/data.pkl' is there twice", new TorchArchive().Add("a/data.pkl", pickle).Add("a/data.pkl", pickle).Done() },
            { "'a/data.pkl' is compressed or encrypted", new TorchArchive().Add("a/data.pkl", pickle, method: 8).Done() },
            { "'a/data/0' is compressed or encrypted", new TorchArchive().Add("a/data.pkl", pickle).Add("a/data/0", [1, 2, 3, 4], method: 8).Done() },
            { "the numbers of tensor 'x' are not there", new TorchArchive().Add("a/data.pkl", pickle).Done() },
            { "the numbers of tensor 'x' are not there", new TorchArchive().Add("a/data.pkl", pickle).Add("a/data/0", [1, 2, 3, 4, 5]).Done() },
            { "its byteorder is 'middle'", new TorchArchive().Add("a/data.pkl", pickle).Add("a/byteorder", "middle"u8.ToArray()).Add("a/data/0", new byte[4]).Done() },
        };
    }

    [Theory]
    [MemberData(nameof(BrokenArchives))]
    public void A_broken_archive_is_refused_in_one_line_that_says_why(string why, byte[] content)
    {
        Write(content);
        Assert.Contains(why, Failure(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_and_an_empty_file_are_named()
    {
        Assert.StartsWith($"{folder.Path}: this is a folder", Assert.Throws<InvalidDataException>(() => WeightsFile.Open(folder.Path)).Message, StringComparison.Ordinal);
        Write([]);
        Assert.StartsWith($"{folder["f"]}: this file is empty", Failure(), StringComparison.Ordinal);
    }

    string Failure()
    {
        string message = Assert.Throws<InvalidDataException>(() => WeightsFile.Open(folder["f"])).Message;
        Assert.DoesNotContain('\n', message);
        return message;
    }

    void Write(byte[] content) => File.WriteAllBytes(folder["f"], content);
}
