using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;
using Unroll.Tensors;

namespace Unroll.Formats;

/// <summary>Reads tensors by name from a safetensors file, whoever made it.</summary>
/// <remarks>
/// Opening reads and checks the header only; a tensor is read when asked for. A file is never believed: whatever it
/// claims is compared with its real length before memory is taken for it.
/// Format: <see href="https://github.com/huggingface/safetensors"/>.
/// </remarks>
public sealed class SafetensorsReader : IDisposable
{
    const int PrefixSize = sizeof(ulong);

    // The limit that the format's own reader has.
    const long LongestHeader = 100_000_000;
    const int ChunkSize = 1 << 16;

    readonly SafeFileHandle file;
    readonly SafetensorsHeader header;
    readonly long dataStart;

    /// <summary>Opens a file and checks its header.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidDataException">The file breaks a rule of the format; one line that says which.</exception>
    /// <exception cref="IOException">The file is missing or cannot be read.</exception>
    public SafetensorsReader(string path)
    {
        Path = path;
        file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        try
        {
            (header, dataStart) = ReadHeader();
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>The texts that the file carries beside its tensors.</summary>
    public IReadOnlyDictionary<string, string> Metadata => header.Metadata;

    /// <summary>The names of all tensors, sorted by code point.</summary>
    public IReadOnlyList<string> Names => field ??= [.. header.Tensors.Keys.Order(StringComparer.Ordinal)];

    /// <summary>Whether there is a tensor of this name.</summary>
    /// <param name="name">A name as in the file.</param>
    public bool Contains(string name) => header.Tensors.ContainsKey(name);

    /// <summary>The shape of a tensor.</summary>
    /// <param name="name">A name as in the file.</param>
    /// <exception cref="InvalidDataException">There is no such tensor.</exception>
    public Shape ShapeOf(string name) => Find(name).Shape;

    /// <summary>Reads a tensor of F32, or of F64, F16 or BF16 converted to it.</summary>
    /// <param name="name">A name as in the file.</param>
    /// <exception cref="InvalidDataException">There is no such tensor, it holds integers, or the file has been cut short meanwhile.</exception>
    public Tensor Read(string name)
    {
        Tensor tensor = Tensor.Zeros(Find(name).Shape);
        ReadInto(name, tensor.WritableValues);
        return tensor;
    }

    /// <summary>Reads a tensor as <see cref="Read"/> does, into memory of the caller's.</summary>
    /// <param name="name">A name as in the file.</param>
    /// <param name="destination">As long as the tensor has elements.</param>
    /// <exception cref="ArgumentException">The destination has another length.</exception>
    /// <exception cref="InvalidDataException">As for <see cref="Read"/>.</exception>
    public void ReadInto(string name, Span<float> destination)
    {
        StoredTensor tensor = Find(name);
        if (destination.Length != tensor.Shape.Count)
        {
            throw new ArgumentException(
                $"'{name}' has {tensor.Shape.Count} elements, {tensor.Shape}; the destination has {destination.Length}.", nameof(destination));
        }

        if (tensor.Type.IsInteger())
        {
            throw Invalid($"tensor {SafetensorsHeader.Quoted(name)} holds integers ({tensor.Type}) where F32, F64, F16 or BF16 is expected");
        }

        int size = tensor.Type.Size();
        byte[] chunk = new byte[Math.Min(ChunkSize, destination.Length * (long)size)];
        for (int done = 0; done < destination.Length;)
        {
            int count = Math.Min(chunk.Length / size, destination.Length - done);
            Fill(chunk.AsSpan(0, count * size), dataStart + tensor.Begin + (long)done * size);
            tensor.Type.Decode(chunk, destination.Slice(done, count));
            done += count;
        }
    }

    /// <summary>Reads a tensor of I64 or I32.</summary>
    /// <param name="name">A name as in the file.</param>
    /// <exception cref="InvalidDataException">There is no such tensor, it does not hold integers, or the file has been cut short meanwhile.</exception>
    public long[] ReadIntegers(string name)
    {
        StoredTensor tensor = Find(name);
        if (!tensor.Type.IsInteger())
        {
            throw Invalid($"tensor {SafetensorsHeader.Quoted(name)} is {tensor.Type} where I64 or I32 is expected");
        }

        int size = tensor.Type.Size();
        byte[] bytes = new byte[(long)tensor.Shape.Count * size];
        Fill(bytes, dataStart + tensor.Begin);
        long[] numbers = new long[tensor.Shape.Count];
        for (int i = 0; i < numbers.Length; i++)
        {
            ReadOnlySpan<byte> element = bytes.AsSpan(i * size, size);
            numbers[i] = size == sizeof(long) ? BinaryPrimitives.ReadInt64LittleEndian(element) : BinaryPrimitives.ReadInt32LittleEndian(element);
        }

        return numbers;
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => file.Dispose();

    /// <summary>The file and how many tensors it has.</summary>
    public override string ToString() => $"SafetensorsReader {Path} ({header.Tensors.Count} tensors)";

    (SafetensorsHeader Header, long DataStart) ReadHeader()
    {
        long length = RandomAccess.GetLength(file);
        if (length < PrefixSize)
        {
            throw Invalid($"it has {length} bytes, fewer than the {PrefixSize} every such file begins with");
        }

        Span<byte> prefix = stackalloc byte[PrefixSize];
        Fill(prefix, offset: 0);
        ulong claimed = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (claimed > (ulong)Math.Min(length - PrefixSize, LongestHeader))
        {
            throw Invalid($"its header would take {claimed} bytes, but the file has {length} (and a header at most {LongestHeader}); it was cut short or is of another kind");
        }

        byte[] json = new byte[claimed];
        Fill(json, PrefixSize);
        long start = PrefixSize + json.Length;
        return (SafetensorsHeader.Parse(Path, json, length - start), start);
    }

    StoredTensor Find(string name) => header.Tensors.TryGetValue(name, out StoredTensor? tensor)
        ? tensor
        : throw Invalid($"there is no tensor {SafetensorsHeader.Quoted(name)}");

    void Fill(Span<byte> destination, long offset)
    {
        while (destination.Length > 0)
        {
            int count = RandomAccess.Read(file, destination, offset);
            if (count == 0)
            {
                throw Invalid($"it ended at byte {offset} while it was being read");
            }

            destination = destination[count..];
            offset += count;
        }
    }

    InvalidDataException Invalid(string what) => new($"{Path}: not a usable safetensors file: {what}.");
}
