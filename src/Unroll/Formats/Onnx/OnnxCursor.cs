using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;

namespace Unroll.Formats.Onnx;

/// <summary>
/// Goes through the fields of a protobuf message where they lie. The package's own reader copies every message within a message, so a
/// weight would be copied at each of four levels; this one copies nothing, and no length is believed before it fits.
/// </summary>
/// <param name="message">The message's bytes.</param>
/// <param name="source">What messages of failure begin with.</param>
ref struct OnnxCursor(ReadOnlySpan<byte> message, string source)
{
    const int Varint = 0, Fixed64 = 1, LengthDelimited = 2, Fixed32 = 5;
    const int MostVarintBytes = 10;

    static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    readonly ReadOnlySpan<byte> message = message;
    int at, start, kind;
    ulong number;

    /// <summary>The number of the field that was read.</summary>
    internal int Field { get; private set; }

    /// <summary>The field as it lies in the message, its number and kind included.</summary>
    internal readonly ReadOnlySpan<byte> Whole => message[start..at];

    /// <summary>Its bytes, where it is a text, a message or a list.</summary>
    internal ReadOnlySpan<byte> Bytes
    {
        get => kind == LengthDelimited ? field : throw Invalid($"field {Field} at byte {at} is a number where a text, a list or a message is expected");
        private set;
    }

    /// <summary>Its value, where it is a whole number.</summary>
    internal readonly long Integer => kind == Varint ? (long)number : throw Invalid($"field {Field} at byte {at} is not a whole number");

    /// <summary>Its value, where it is a float32.</summary>
    internal readonly float Float => kind == Fixed32 ? BitConverter.UInt32BitsToSingle((uint)number) : throw Invalid($"field {Field} at byte {at} is not a float32");

    /// <summary>Its value, where it is a text.</summary>
    internal string Text
    {
        get
        {
            try
            {
                return Utf8.GetString(Bytes);
            }
            catch (DecoderFallbackException)
            {
                throw Invalid($"the text in field {Field} at byte {at} is not UTF-8");
            }
        }
    }

    /// <summary>Reads the next field.</summary>
    /// <returns>Whether there was one.</returns>
    internal bool Next()
    {
        if (at == message.Length)
        {
            return false;
        }

        start = at;
        ulong tag = ReadVarint();
        (Field, kind) = ((int)Math.Min(tag >> 3, int.MaxValue), (int)(tag & 7));
        switch (kind)
        {
            case Varint:
                number = ReadVarint();
                break;
            case Fixed32:
                number = BinaryPrimitives.ReadUInt32LittleEndian(Take(sizeof(uint)));
                break;
            case Fixed64:
                number = BinaryPrimitives.ReadUInt64LittleEndian(Take(sizeof(ulong)));
                break;
            case LengthDelimited:
                Bytes = Take(ReadVarint());
                break;
            default:
                throw Invalid($"a field of the unknown kind {kind} at byte {at}");
        }

        return true;
    }

    /// <summary>Adds whole numbers to a list: one, or many packed together.</summary>
    internal void AppendIntegers(List<long> list)
    {
        if (kind != LengthDelimited)
        {
            list.Add(Integer);
            return;
        }

        OnnxCursor packed = new(Bytes, source);
        while (packed.at < packed.message.Length)
        {
            list.Add((long)packed.ReadVarint());
        }
    }

    /// <summary>Adds numbers of fixed size to a list: one float32, or many of them or of float64 packed together.</summary>
    internal void AppendFixed<T>(List<T> list) where T : unmanaged, IBinaryNumber<T>
    {
        if (kind == Fixed32 && typeof(T) == typeof(float))
        {
            list.Add(T.CreateTruncating(Float));
            return;
        }

        int size = typeof(T) == typeof(float) ? sizeof(float) : sizeof(double);
        if (Bytes.Length % size != 0)
        {
            throw Invalid($"the list in field {Field} at byte {at} ends within a number");
        }

        list.AddRange(MemoryMarshal.Cast<byte, T>(Bytes));
    }

    readonly InvalidDataException Invalid(string what) => new($"{source}: not a valid ONNX file: {what}.");

    ulong ReadVarint()
    {
        ulong value = 0;
        for (int i = 0; i < MostVarintBytes; i++)
        {
            if (at == message.Length)
            {
                throw Invalid("it ends within a number; it was cut short");
            }

            byte next = message[at++];
            value |= (ulong)(next & 0x7F) << (7 * i);
            if (next < 0x80)
            {
                return value;
            }
        }

        throw Invalid($"the number before byte {at} has more than {MostVarintBytes} bytes");
    }

    ReadOnlySpan<byte> Take(ulong count)
    {
        if (count > (ulong)(message.Length - at))
        {
            throw Invalid($"{count} bytes are announced at byte {at}, but {message.Length - at} are left; it was cut short or damaged");
        }

        at += (int)count;
        return message.Slice(at - (int)count, (int)count);
    }
}
