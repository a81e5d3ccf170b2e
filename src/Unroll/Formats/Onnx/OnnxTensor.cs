using System.Runtime.InteropServices;

namespace Unroll.Formats.Onnx;

/// <summary>Numbers with a name, a type and sizes: a weight of a model, or what goes into and comes out of one.</summary>
public sealed class OnnxTensor
{
    readonly byte[] data;
    readonly long[] dimensions;

    OnnxTensor(string name, OnnxType type, byte[] data, ReadOnlySpan<long> dimensions)
    {
        (Name, Type, this.data, this.dimensions) = (name, type, data, dimensions.ToArray());
        if (CountOf(dimensions) != data.Length / type.Size() || data.Length % type.Size() != 0)
        {
            throw new ArgumentException(
                $"{name}: [{string.Join(", ", this.dimensions)}] of {type} takes {CountOf(dimensions)} numbers, got {data.Length / type.Size()}.", nameof(dimensions));
        }
    }

    /// <summary>The name.</summary>
    public string Name { get; }

    /// <summary>The type of the numbers.</summary>
    public OnnxType Type { get; }

    /// <summary>The sizes of the axes.</summary>
    public IReadOnlyList<long> Dimensions => dimensions;

    /// <summary>How many numbers.</summary>
    public int Count => data.Length / Type.Size();

    /// <summary>The numbers, where the type is Float.</summary>
    public ReadOnlySpan<float> Floats => Values<float>(OnnxType.Float);

    /// <summary>The numbers, where the type is Int32.</summary>
    public ReadOnlySpan<int> Integers => Values<int>(OnnxType.Int32);

    /// <summary>The numbers, where the type is Int64.</summary>
    public ReadOnlySpan<long> LongIntegers => Values<long>(OnnxType.Int64);

    /// <summary>The numbers as bytes, the lowest first, as the format stores them.</summary>
    internal ReadOnlyMemory<byte> Data => data;

    /// <summary>A tensor of float32 numbers.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="values">Row-major.</param>
    /// <param name="dimensions">The sizes of the axes; none for a single number.</param>
    /// <exception cref="ArgumentException">There are more or fewer numbers than the sizes call for.</exception>
    public static OnnxTensor Of(string name, ReadOnlySpan<float> values, params ReadOnlySpan<long> dimensions) =>
        new(name, OnnxType.Float, MemoryMarshal.AsBytes(values).ToArray(), dimensions);

    /// <inheritdoc cref="Of(string, ReadOnlySpan{float}, ReadOnlySpan{long})"/>
    public static OnnxTensor Of(string name, ReadOnlySpan<int> values, params ReadOnlySpan<long> dimensions) =>
        new(name, OnnxType.Int32, MemoryMarshal.AsBytes(values).ToArray(), dimensions);

    /// <inheritdoc cref="Of(string, ReadOnlySpan{float}, ReadOnlySpan{long})"/>
    public static OnnxTensor Of(string name, ReadOnlySpan<long> values, params ReadOnlySpan<long> dimensions) =>
        new(name, OnnxType.Int64, MemoryMarshal.AsBytes(values).ToArray(), dimensions);

    /// <inheritdoc cref="Of(string, ReadOnlySpan{float}, ReadOnlySpan{long})"/>
    public static OnnxTensor Of(string name, ReadOnlySpan<double> values, params ReadOnlySpan<long> dimensions) =>
        new(name, OnnxType.Double, MemoryMarshal.AsBytes(values).ToArray(), dimensions);

    /// <summary>Reads a tensor from a file: the format in which operator tests are published.</summary>
    /// <param name="path">A file with one TensorProto.</param>
    /// <exception cref="InvalidDataException">The file is damaged, or holds what our operators do not take.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static OnnxTensor Load(string path) => OnnxReader.ReadTensor(OnnxModel.ReadFile(path), path);

    /// <summary>Name, type and sizes.</summary>
    public override string ToString() => $"{Name}: {Type} [{string.Join(", ", dimensions)}]";

    /// <summary>The same numbers under another name.</summary>
    internal OnnxTensor Named(string name) => new(name, Type, data, dimensions);

    /// <summary>Takes bytes as they are.</summary>
    internal static OnnxTensor Wrap(string name, OnnxType type, byte[] data, ReadOnlySpan<long> dimensions) => new(name, type, data, dimensions);

    /// <summary>The product of the sizes; −1 when one is negative or there are more numbers than an array holds.</summary>
    internal static long CountOf(ReadOnlySpan<long> dimensions)
    {
        long count = 1;
        foreach (long size in dimensions)
        {
            if (size is < 0 or > int.MaxValue)
            {
                return -1;
            }

            count = Math.Min(count * size, int.MaxValue + 1L);
        }

        return count <= int.MaxValue ? count : -1;
    }

    ReadOnlySpan<T> Values<T>(OnnxType type) where T : struct => Type == type ? MemoryMarshal.Cast<byte, T>(data)
        : throw new InvalidOperationException($"{Name}: its numbers are {Type}, not {type}.");
}
