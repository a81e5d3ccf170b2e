using Google.Protobuf;

namespace Unroll.Formats.Onnx;

/// <summary>A protobuf message under construction: fields in order, large ones by reference, so that weights are copied once, into the file.</summary>
sealed class OnnxMessage
{
    readonly List<ReadOnlyMemory<byte>> pieces = [];

    /// <summary>Bytes so far.</summary>
    internal long Length { get; private set; }

    internal OnnxMessage Number(int field, long value) => Append(stream =>
    {
        stream.WriteTag(field, WireFormat.WireType.Varint);
        stream.WriteInt64(value);
    });

    internal OnnxMessage Number(int field, float value) => Append(stream =>
    {
        stream.WriteTag(field, WireFormat.WireType.Fixed32);
        stream.WriteFloat(value);
    });

    internal OnnxMessage Text(int field, string value) => Append(stream =>
    {
        stream.WriteTag(field, WireFormat.WireType.LengthDelimited);
        stream.WriteString(value);
    });

    internal OnnxMessage Bytes(int field, ReadOnlyMemory<byte> value)
    {
        Begin(field, value.Length);
        Append(value);
        return this;
    }

    /// <summary>A field as it lies in another message, its number and kind included.</summary>
    internal OnnxMessage Copied(ReadOnlySpan<byte> field)
    {
        Append(field.ToArray());
        return this;
    }

    /// <summary>A message within this one.</summary>
    internal OnnxMessage Message(int field, OnnxMessage message)
    {
        Begin(field, message.Length);
        message.pieces.ForEach(Append);
        return this;
    }

    /// <summary>A field that is there several times.</summary>
    internal OnnxMessage Each<T>(IEnumerable<T> items, Action<OnnxMessage, T> add)
    {
        foreach (T item in items)
        {
            add(this, item);
        }

        return this;
    }

    internal byte[] ToBytes()
    {
        byte[] all = new byte[Length];
        int at = 0;
        foreach (ReadOnlyMemory<byte> piece in pieces)
        {
            piece.CopyTo(all.AsMemory(at));
            at += piece.Length;
        }

        return all;
    }

    void Begin(int field, long length) => Append(stream =>
    {
        stream.WriteTag(field, WireFormat.WireType.LengthDelimited);
        stream.WriteInt64(length);
    });

    OnnxMessage Append(Action<CodedOutputStream> write)
    {
        using MemoryStream bytes = new();
        using CodedOutputStream stream = new(bytes);
        write(stream);
        stream.Flush();
        Append(bytes.ToArray());
        return this;
    }

    void Append(ReadOnlyMemory<byte> piece)
    {
        pieces.Add(piece);
        Length += piece.Length;
    }
}
