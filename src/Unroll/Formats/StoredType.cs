using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Unroll.Formats;

/// <summary>Types of a file's elements, under the names that safetensors files give them.</summary>
public enum StoredType
{
    /// <summary>Floating point, 64 bits: PyTorch's double.</summary>
    F64,

    /// <summary>Floating point, 32 bits: PyTorch's float, and the only type that layers compute in.</summary>
    F32,

    /// <summary>Floating point, 16 bits: PyTorch's half.</summary>
    F16,

    /// <summary>Floating point, the upper 16 bits of a float: PyTorch's bfloat16.</summary>
    BF16,

    /// <summary>Integers, 64 bits: PyTorch's long.</summary>
    I64,

    /// <summary>Integers, 32 bits: PyTorch's int.</summary>
    I32,

    /// <summary>Integers, 16 bits: PyTorch's short.</summary>
    I16,

    /// <summary>Integers, 8 bits: PyTorch's char.</summary>
    I8,

    /// <summary>Integers from 0, 8 bits: PyTorch's byte.</summary>
    U8,

    /// <summary>Truths, a byte each: PyTorch's bool.</summary>
    BOOL,
}

/// <summary>What a <see cref="StoredType"/> is in bytes, little-endian.</summary>
static class StoredTypes
{
    internal static int Size(this StoredType type) => type switch
    {
        StoredType.F64 or StoredType.I64 => 8,
        StoredType.F32 or StoredType.I32 => 4,
        StoredType.F16 or StoredType.BF16 or StoredType.I16 => 2,
        _ => 1,
    };

    internal static bool IsFloat(this StoredType type) => type is StoredType.F64 or StoredType.F32 or StoredType.F16 or StoredType.BF16;

    /// <summary>Turns the bytes of every element around.</summary>
    internal static void ReverseBytes(this StoredType type, Span<byte> elements)
    {
        int size = type.Size();
        for (int i = 0; i + size <= elements.Length; i += size)
        {
            elements.Slice(i, size).Reverse();
        }
    }

    /// <summary>Converts floating-point elements, rounding what has more digits than a float.</summary>
    /// <param name="type">A floating-point type.</param>
    /// <param name="source">As many elements as the destination has.</param>
    /// <param name="destination">The numbers.</param>
    internal static void Decode(this StoredType type, ReadOnlySpan<byte> source, Span<float> destination)
    {
        switch (type)
        {
            case StoredType.F64:
                for (int i = 0; i < destination.Length; i++)
                {
                    destination[i] = (float)BinaryPrimitives.ReadDoubleLittleEndian(source[(8 * i)..]);
                }

                break;
            case StoredType.F32 when BitConverter.IsLittleEndian:
                MemoryMarshal.Cast<byte, float>(source)[..destination.Length].CopyTo(destination);
                break;
            case StoredType.F32:
                for (int i = 0; i < destination.Length; i++)
                {
                    destination[i] = BinaryPrimitives.ReadSingleLittleEndian(source[(4 * i)..]);
                }

                break;
            case StoredType.F16:
                for (int i = 0; i < destination.Length; i++)
                {
                    destination[i] = (float)BinaryPrimitives.ReadHalfLittleEndian(source[(2 * i)..]);
                }

                break;
            default: // bfloat16 is the upper half of a float
                for (int i = 0; i < destination.Length; i++)
                {
                    int bits = BinaryPrimitives.ReadUInt16LittleEndian(source[(2 * i)..]) << 16;
                    destination[i] = BitConverter.Int32BitsToSingle(bits);
                }

                break;
        }
    }
}
