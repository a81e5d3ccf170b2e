using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Unroll.Tensors;

/// <summary>
/// Random numbers as a function of a key and a position: the n-th number of a stream never depends on what else drew
/// numbers, and a run is resumed by remembering the position.
/// </summary>
/// <remarks>SplitMix64 (Steele, Lea and Flood 2014) used as a counter-based generator.</remarks>
public sealed class RandomSource
{
    const ulong Golden = 0x9E3779B97F4A7C15;

    readonly ulong key;
    double? spareNormal;

    /// <summary>A source for a whole run.</summary>
    /// <param name="seed">The same seed gives the same numbers on every machine.</param>
    public RandomSource(ulong seed)
        : this(Mix(seed + Golden), position: 0)
    {
    }

    RandomSource(ulong key, ulong position) => (this.key, Position) = (key, position);

    /// <summary>Whether nobody will look at what is drawn, so that it need not be drawn.</summary>
    internal bool IsUnneeded { get; private init; }

    /// <summary>The same source for a network whose weights are about to be read from a file: drawing them takes longer than reading them.</summary>
    internal RandomSource Unneeded() => new(key, Position) { IsUnneeded = true };

    /// <summary>How many numbers have been drawn.</summary>
    public ulong Position { get; private set; }

    /// <summary>An independent stream for one use of randomness, so that adding another use does not shift this one.</summary>
    /// <param name="name">What it is for: <c>weights</c>, <c>order</c>.</param>
    public RandomSource Stream(string name)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(name), hash);
        return new(Mix(key ^ BinaryPrimitives.ReadUInt64LittleEndian(hash)), position: 0);
    }

    /// <summary>An independent stream for the n-th use of this one: an epoch, a step.</summary>
    /// <param name="number">Which use.</param>
    public RandomSource Stream(long number) => new(Mix(key + Mix((ulong)number ^ Golden)), position: 0);

    /// <summary>64 random bits.</summary>
    public ulong NextBits() => Bits(Position++);

    /// <summary>Uniform in [0, 1).</summary>
    public float NextFloat() => (NextBits() >> 40) * (1f / (1 << 24));

    /// <summary>Uniform in [low, high).</summary>
    /// <param name="low">Lower bound, included.</param>
    /// <param name="high">Upper bound.</param>
    public float NextUniform(float low, float high) => low + (high - low) * NextFloat();

    /// <summary>Standard normal, by the polar form of Box and Muller.</summary>
    public float NextNormal()
    {
        if (spareNormal is { } spare)
        {
            spareNormal = null;
            return (float)spare;
        }

        while (true)
        {
            double x = 2 * NextDouble() - 1, y = 2 * NextDouble() - 1;
            double squared = x * x + y * y;
            if (squared is > 0 and < 1)
            {
                double factor = Math.Sqrt(-2 * Math.Log(squared) / squared);
                spareNormal = y * factor;
                return (float)(x * factor);
            }
        }
    }

    /// <summary>Uniform in 0 … count − 1.</summary>
    /// <param name="count">1 or more.</param>
    public int NextInt(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        return (int)Math.BigMul(NextBits(), (ulong)count, out _);
    }

    /// <summary>Puts the items into a random order, every order equally likely (Fisher and Yates).</summary>
    /// <param name="items">Changed in place.</param>
    public void Shuffle<T>(Span<T> items)
    {
        for (int i = items.Length - 1; i > 0; i--)
        {
            int j = NextInt(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    /// <summary>The random bits at a position, drawn by nobody: for masks that are computed again on the way back.</summary>
    internal ulong Bits(ulong position) => Mix(key + (position + 1) * Golden);

    double NextDouble() => (NextBits() >> 11) * (1.0 / (1L << 53));

    static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
