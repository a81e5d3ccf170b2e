using System.Buffers.Binary;
using Unroll.Tensors;

namespace Unroll.Tests.Fuzzing;

/// <summary>Damages a file as chance will have it: bits, numbers, lengths, pieces that are lost, doubled or moved.</summary>
static class Mutation
{
    const int MostChanges = 4, LongestPiece = 64;

    static readonly long[] Telling = [0, 1, -1, 0x7F, 0x80, 0xFF, 0x7FFF, 0xFFFF, int.MaxValue, int.MinValue, uint.MaxValue, long.MaxValue, long.MinValue, 1L << 40];

    // What the grammars of texts are made of.
    static ReadOnlySpan<byte> TextMarks => "0123456789{}[]\",:-+.eE\\\n\r\t /nulltruefalse"u8;

    /// <summary>A damaged copy.</summary>
    internal static byte[] Of(byte[] good, RandomSource random)
    {
        List<byte> bytes = [.. good];
        // Mostly one or two: a file with much damage is refused at the first of it.
        int changes = 1 + random.NextInt(1 + random.NextInt(MostChanges));
        for (int i = 0; i < changes && bytes.Count > 0; i++)
        {
            Change(bytes, random.NextInt(bytes.Count), random);
        }

        return [.. bytes];
    }

    static void Change(List<byte> bytes, int place, RandomSource random)
    {
        int length = Math.Min(1 + random.NextInt(LongestPiece), bytes.Count - place);
        switch (random.NextInt(9))
        {
            case 0:
                bytes[place] = (byte)random.NextBits();
                break;
            case 1:
                bytes[place] ^= (byte)(1 << random.NextInt(8));
                break;
            case 2:
                bytes.RemoveRange(place, length);
                break;
            case 3:
                bytes.InsertRange(random.NextInt(bytes.Count + 1), bytes.GetRange(place, length));
                break;
            case 4 when random.NextInt(4) == 0:
                bytes.RemoveRange(place, bytes.Count - place);
                break;
            case 5:
                Overwrite(bytes, place, Telling[random.NextInt(Telling.Length)], 1 << random.NextInt(4));
                break;
            case 6:
                bytes[place] = TextMarks[random.NextInt(TextMarks.Length)];
                break;
            case 7:
                GrowNumber(bytes, place, random);
                break;
            default:
                int other = random.NextInt(bytes.Count);
                (bytes[place], bytes[other]) = (bytes[other], bytes[place]);
                break;
        }
    }

    static void Overwrite(List<byte> bytes, int place, long value, int length)
    {
        Span<byte> number = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(number, value);
        for (int i = 0; i < Math.Min(length, bytes.Count - place); i++)
        {
            bytes[place + i] = number[i];
        }
    }

    // The next number in a text gets more digits.
    static void GrowNumber(List<byte> bytes, int place, RandomSource random)
    {
        int digit = bytes.FindIndex(place, b => b is >= (byte)'0' and <= (byte)'9');
        if (digit >= 0)
        {
            bytes.InsertRange(digit, Enumerable.Repeat((byte)'9', 1 + random.NextInt(10)));
        }
    }
}
