using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace Unroll.Formats.PyTorch;

/// <summary>Walks through the bytes of a pickle, and words what is wrong with them.</summary>
/// <param name="path">The file, for messages.</param>
/// <param name="bytes">The pickle.</param>
sealed class PickleCursor(string path, byte[] bytes)
{
    const int LongestGlobal = 512;

    static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    int position, opcodeAt;

    /// <summary>How many bytes the pickle has.</summary>
    internal int Length => bytes.Length;

    /// <summary>The next instruction; messages name its place.</summary>
    internal PickleOpcode NextOpcode()
    {
        opcodeAt = position;
        return (PickleOpcode)UInt8();
    }

    internal byte UInt8() => Take(1)[0];

    internal ushort UInt16() => BinaryPrimitives.ReadUInt16LittleEndian(Take(2));

    internal int Int32() => BinaryPrimitives.ReadInt32LittleEndian(Take(4));

    internal uint UInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(4));

    internal double Double() => BinaryPrimitives.ReadDoubleBigEndian(Take(8));

    /// <summary>An integer of as many bytes as the next byte says, a long where it fits into one.</summary>
    internal object LongInteger()
    {
        BigInteger value = new(Take(UInt8()));
        return value >= long.MinValue && value <= long.MaxValue ? (object)(long)value : value;
    }

    /// <summary>A text of as many bytes as the next four say.</summary>
    internal string Text()
    {
        ReadOnlySpan<byte> text = Take(UInt32());
        try
        {
            return StrictUtf8.GetString(text);
        }
        catch (DecoderFallbackException)
        {
            throw Damaged("a text is not valid UTF-8");
        }
    }

    /// <summary>A module and a name in it, each on a line: "torch.FloatStorage".</summary>
    internal string GlobalName() => $"{Line()}.{Line()}";

    string Line()
    {
        ReadOnlySpan<byte> rest = bytes.AsSpan(position);
        int length = rest[..Math.Min(rest.Length, LongestGlobal)].IndexOf((byte)'\n');
        if (length < 0)
        {
            throw Damaged("the name of a global does not end");
        }

        position += length + 1;
        return Encoding.Latin1.GetString(rest[..length]);
    }

    ReadOnlySpan<byte> Take(uint count)
    {
        if (count > bytes.Length - position)
        {
            throw Damaged($"it ends where {count} more {(count == 1 ? "byte was" : "bytes were")} expected");
        }

        position += (int)count;
        return bytes.AsSpan(position - (int)count, (int)count);
    }

    /// <summary>The pickle breaks a rule of its format.</summary>
    internal InvalidDataException Damaged(string what) =>
        new($"{path}: not a usable pytorch file: {what}, at byte {opcodeAt} of its pickle.");

    /// <summary>The pickle asks for something that no state dictionary needs.</summary>
    internal InvalidDataException Refused(string what) => new(
        $"{path}: refused {what} at byte {opcodeAt} of its pickle: only tensors by name are read and no code is run; "
        + "save the state_dict alone: torch.save(model.state_dict(), path).");
}
