using System.Buffers.Binary;
using Unroll.Formats.PyTorch;
using Unroll.Tensors;

namespace Unroll.Formats;

/// <summary>A file of named tensors, whatever its format.</summary>
/// <remarks>
/// Opening reads and checks what the file says of itself; the numbers of a tensor are read when asked for. A file is never
/// believed: whatever it claims is compared with its real length before memory is taken for it.
/// </remarks>
public abstract class WeightsFile : IDisposable
{
    const int ChunkSize = 1 << 16;

    readonly FileBytes file;
    readonly IReadOnlyDictionary<string, StoredTensor> tensors;
    readonly long dataStart;

    /// <param name="file">Closed with this object.</param>
    /// <param name="tensors">By name; each lies within the file.</param>
    /// <param name="dataStart">The byte that the tensors' places are counted from.</param>
    private protected WeightsFile(FileBytes file, IReadOnlyDictionary<string, StoredTensor> tensors, long dataStart) =>
        (this.file, this.tensors, this.dataStart) = (file, tensors, dataStart);

    /// <summary>Opens a safetensors file or one that torch.save wrote; its first bytes say which, not its name.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidDataException">The file is of another kind, or breaks a rule of its format; one line that says which.</exception>
    /// <exception cref="IOException">The file is missing or cannot be read.</exception>
    public static WeightsFile Open(string path)
    {
        if (Directory.Exists(path))
        {
            throw new InvalidDataException($"{path}: this is a folder; give the file with the weights, such as model.safetensors in it.");
        }

        // A pipe or a device has no length either, and whoever opens it may wait for ever.
        if (File.Exists(path) && new FileInfo(path).Length == 0)
        {
            throw new InvalidDataException($"{path}: this file is empty; give a safetensors file or one that torch.save wrote.");
        }

        return PyTorchReader.IsPyTorch(path) ? new PyTorchReader(path) : new SafetensorsReader(path);
    }

    /// <summary>The file.</summary>
    public string Path => file.Path;

    /// <summary>What kind of file it is: "safetensors" or "pytorch".</summary>
    public abstract string Format { get; }

    /// <summary>
    /// What the names of the network's own tensors begin with: "" where the file holds nothing else, "state_dict." for a
    /// checkpoint that keeps other things beside its entry state_dict.
    /// </summary>
    public abstract string StatePrefix { get; }

    /// <summary>The names of all tensors, sorted by code point.</summary>
    public IReadOnlyList<string> Names => field ??= [.. tensors.Keys.Order(StringComparer.Ordinal)];

    /// <summary>Whether there is a tensor of this name.</summary>
    /// <param name="name">A name as in the file.</param>
    public bool Contains(string name) => tensors.ContainsKey(name);

    /// <summary>The shape of a tensor.</summary>
    /// <param name="name">A name as in the file.</param>
    /// <exception cref="InvalidDataException">There is no such tensor.</exception>
    public Shape ShapeOf(string name) => Find(name).Shape;

    /// <summary>The type of a tensor's elements.</summary>
    /// <param name="name">A name as in the file.</param>
    /// <exception cref="InvalidDataException">There is no such tensor.</exception>
    public StoredType TypeOf(string name) => Find(name).Type;

    /// <summary>Reads a tensor of F32, or of F64, F16 or BF16 converted to it.</summary>
    /// <param name="name">A name as in the file.</param>
    /// <exception cref="InvalidDataException">There is no such tensor, it holds no floating-point numbers, or the file has been cut short meanwhile.</exception>
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

        if (!tensor.Type.IsFloat())
        {
            throw Unusable($"tensor {Quotation.Of(name)} holds integers ({tensor.Type}) where F32, F64, F16 or BF16 is expected");
        }

        if (tensor.Strides is not null)
        {
            tensor.Type.Decode(ReadElements(tensor), destination);
            return;
        }

        int size = tensor.Type.Size();
        byte[] chunk = new byte[Math.Min(ChunkSize, destination.Length * (long)size)];
        for (int done = 0; done < destination.Length;)
        {
            int count = Math.Min(chunk.Length / size, destination.Length - done);
            Fill(tensor, (long)done * size, chunk.AsSpan(0, count * size));
            tensor.Type.Decode(chunk, destination.Slice(done, count));
            done += count;
        }
    }

    /// <summary>Reads a tensor of I64 or I32.</summary>
    /// <param name="name">A name as in the file.</param>
    /// <exception cref="InvalidDataException">There is no such tensor, it holds something else, or the file has been cut short meanwhile.</exception>
    public long[] ReadIntegers(string name)
    {
        StoredTensor tensor = Find(name);
        if (tensor.Type is not (StoredType.I64 or StoredType.I32))
        {
            throw Unusable($"tensor {Quotation.Of(name)} is {tensor.Type} where I64 or I32 is expected");
        }

        int size = tensor.Type.Size();
        byte[] bytes = ReadElements(tensor);
        long[] numbers = new long[tensor.Shape.Count];
        for (int i = 0; i < numbers.Length; i++)
        {
            ReadOnlySpan<byte> element = bytes.AsSpan(i * size, size);
            numbers[i] = size == sizeof(long) ? BinaryPrimitives.ReadInt64LittleEndian(element) : BinaryPrimitives.ReadInt32LittleEndian(element);
        }

        return numbers;
    }

    /// <summary>A tensor's elements as they are stored, row-major and little-endian.</summary>
    internal byte[] ReadBytes(string name) => ReadElements(Find(name));

    /// <summary>Closes the file.</summary>
    public void Dispose()
    {
        file.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>The file and how many tensors it has.</summary>
    public override string ToString() => $"{GetType().Name} {Path} ({tensors.Count} tensors)";

    byte[] ReadElements(StoredTensor tensor)
    {
        long length = (long)tensor.Shape.Count * tensor.Type.Size(), span = tensor.End - tensor.Begin;
        if (length > Array.MaxLength || span > Array.MaxLength)
        {
            throw Unusable($"tensor {Quotation.Of(tensor.Name)} takes {Math.Max(length, span)} bytes; at most {Array.MaxLength} can be held at once");
        }

        byte[] bytes = new byte[span];
        Fill(tensor, 0, bytes);
        if (tensor.Strides is null)
        {
            return bytes;
        }

        byte[] gathered = new byte[length];
        tensor.Gather(bytes, gathered);
        return gathered;
    }

    void Fill(StoredTensor tensor, long first, Span<byte> destination)
    {
        file.Fill(destination, dataStart + tensor.Begin + first);
        if (tensor.IsBigEndian)
        {
            tensor.Type.ReverseBytes(destination);
        }
    }

    StoredTensor Find(string name) => tensors.TryGetValue(name, out StoredTensor? tensor)
        ? tensor
        : throw Unusable($"there is no tensor {Quotation.Of(name)}");

    InvalidDataException Unusable(string what) => new($"{Path}: not a usable {Format} file: {what}.");
}
