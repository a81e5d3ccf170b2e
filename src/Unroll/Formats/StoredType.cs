using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Unroll.Formats;

/// <summary>The element types of safetensors files that can be read here.</summary>
enum StoredType
{
    F64,
    F32,
    F16,
    BF16,
    I64,
    I32,
}

/// <summary>What a <see cref="StoredType"/> is in bytes, little-endian.</summary>
static class StoredTypes
{
    internal static int Size(this StoredType type) => type switch
    {
        StoredType.F64 or StoredType.I64 => 8,
        StoredType.F32 or StoredType.I32 => 4,
        _ => 2,
    };

    internal static bool IsInteger(this StoredType type) => type is StoredType.I64 or StoredType.I32;

    /// <summary>Converts floating-point elements, rounding what has more digits than a float.</summary>
    /// <param name="type">Any but an integer type.</param>
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
