using System.Buffers.Binary;
using System.Text;

namespace Unroll.Tests.Formats.PyTorch;

/// <summary>Writes a pickle instruction by instruction, as Python's protocol 2 does.</summary>
sealed class PickleBytes
{
    readonly List<byte> bytes = [0x80, 2];

    internal byte[] Done() => [.. bytes, (byte)'.'];

    internal PickleBytes Raw(params ReadOnlySpan<byte> raw)
    {
        bytes.AddRange(raw);
        return this;
    }

    internal PickleBytes Op(char opcode) => Raw((byte)opcode);

    internal PickleBytes Text(string text)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(text);
        return Op('X').Int32(utf8.Length).Raw(utf8);
    }

    internal PickleBytes Global(string module, string name) => Op('c').Raw(Encoding.UTF8.GetBytes($"{module}\n{name}\n"));

    /// <summary>A whole number in the shortest of the forms that Python chooses from.</summary>
    internal PickleBytes Integer(long value) => value switch
    {
        >= 0 and < 256 => Op('K').Raw((byte)value),
        >= 0 and < 65536 => Op('M').Raw((byte)value, (byte)(value >> 8)),
        >= int.MinValue and <= int.MaxValue => Op('J').Int32((int)value),
        _ => Raw(0x8a, 8).Int64(value),
    };

    internal PickleBytes Integers(params ReadOnlySpan<long> values)
    {
        Op('(');
        foreach (long value in values)
        {
            Integer(value);
        }

        return Op('t');
    }

    internal PickleBytes OrderedDictionary() => Global("collections", "OrderedDict").Op(')').Op('R');

    internal PickleBytes Storage(string type, string key, long elements) =>
        Op('(').Text("storage").Global("torch", type).Text(key).Text("cpu").Integer(elements).Op('t').Op('Q');

    /// <summary>A tensor as torch.save writes it; nothing is remembered for later, which a pickle may leave out.</summary>
    internal PickleBytes Tensor(string type, string key, long elements, long offset, long[] sizes, long[] strides) =>
        Global("torch._utils", "_rebuild_tensor_v2").Op('(').Storage(type, key, elements).Integer(offset)
            .Integers(sizes).Integers(strides).Raw(0x89).OrderedDictionary().Op('t').Op('R');

    /// <summary>A dictionary with one tensor of floats, x.</summary>
    internal static byte[] OfOne(long elements, long offset, long[] sizes, long[] strides) =>
        new PickleBytes().Op('}').Text("x").Tensor("FloatStorage", "0", elements, offset, sizes, strides).Op('s').Done();

    PickleBytes Int32(int value)
    {
        Span<byte> four = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(four, value);
        return Raw(four);
    }

    PickleBytes Int64(long value)
    {
        Span<byte> eight = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(eight, value);
        return Raw(eight);
    }
}
