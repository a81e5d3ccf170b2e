using System.Text;

namespace Unroll.Formats.PyTorch;

/// <summary>Reads tensors by name from a file that PyTorch's <c>torch.save</c> wrote, without Python and without running any code of the file.</summary>
/// <remarks>
/// The zip format that torch.save writes since version 1.6: a pickle that says which tensors there are, and a file for each
/// storage that they look into. Only dictionaries of tensors are read, nested ones too; numbers and texts beside them are passed
/// over; everything else a pickle may ask for is refused. Tensors may share storages, begin anywhere in them and have any
/// strides. Together they may have at most four elements for each byte of the file, so that a small file cannot ask for
/// much memory; opening takes at most 200 bytes of memory for each byte of the pickle and of the archive's directory.
/// </remarks>
public sealed class PyTorchReader : WeightsFile
{
    const int ElementsPerByte = 4;

    // What torch.save wrote before 1.6: first a pickled number of its own.
    static ReadOnlySpan<byte> StreamMagic => [0x80, 2, 0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19];

    const int TarMagicAt = 257;

    static ReadOnlySpan<byte> TarMagic => "ustar"u8;

    readonly string prefix;

    /// <summary>Opens a file and reads which tensors it has.</summary>
    /// <param name="path">The file; usual endings are .pt, .pth and .bin.</param>
    /// <exception cref="InvalidDataException">The file breaks a rule of the format, or asks for more than tensors; one line that says what was refused.</exception>
    /// <exception cref="IOException">The file is missing or cannot be read.</exception>
    public PyTorchReader(string path) : this(Opened(path))
    {
    }

    PyTorchReader((FileBytes File, IReadOnlyDictionary<string, StoredTensor> Tensors, string Prefix) opened)
        : base(opened.File, opened.Tensors, dataStart: 0) => prefix = opened.Prefix;

    /// <inheritdoc/>
    public override string Format => "pytorch";

    /// <inheritdoc/>
    public override string StatePrefix => prefix;

    /// <summary>Whether a file begins as one of PyTorch's does, today's or an older one's.</summary>
    internal static bool IsPyTorch(string path)
    {
        using FileBytes file = new(path);
        byte[] start = Start(file);

        // A safetensors file may begin with any eight bytes, but a brace follows.
        return start is not [_, _, _, _, _, _, _, _, (byte)'{', ..] && (IsZip(start) || IsOld(start));
    }

    static (FileBytes, IReadOnlyDictionary<string, StoredTensor>, string) Opened(string path)
    {
        FileBytes file = new(path);
        try
        {
            RequireZip(file);
            ZipDirectory archive = new(file);
            string root = RootOf(file, archive);
            byte[] pickle = Read(file, archive, archive.Entries[root + "data.pkl"]);
            StateDictionary state = new(path, new PickleMachine(new(path, pickle)).Run(), pickle.Length);
            Dictionary<string, StoredTensor> tensors = Place(file, archive, root, state);
            RequireFewElements(file, tensors.Values);
            return (file, tensors, state.Prefix);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    static byte[] Start(FileBytes file) => file.Read(0, (int)Math.Min(file.Length, TarMagicAt + TarMagic.Length));

    static bool IsZip(ReadOnlySpan<byte> start) => start is [(byte)'P', (byte)'K', 3, 4, ..];

    static bool IsOld(ReadOnlySpan<byte> start) =>
        start.StartsWith(StreamMagic) || (start.Length >= TarMagicAt + TarMagic.Length && start[TarMagicAt..].StartsWith(TarMagic));

    static void RequireZip(FileBytes file)
    {
        byte[] start = Start(file);
        if (IsOld(start))
        {
            throw new InvalidDataException(
                $"{file.Path}: this is the format from before PyTorch 1.6, which is not read; with a current PyTorch: torch.save(torch.load(path, map_location=\"cpu\"), path).");
        }

        if (!IsZip(start))
        {
            throw Unusable(file, "it does not begin as a zip archive does");
        }
    }

    /// <summary>The archive's only folder, with a slash behind it.</summary>
    static string RootOf(FileBytes file, ZipDirectory archive)
    {
        string[] roots = [.. archive.Entries.Keys.Where(name => name.EndsWith("/data.pkl", StringComparison.Ordinal)).Select(name => name[..^"data.pkl".Length])];
        if (roots is not [string root])
        {
            throw Unusable(file, $"the archive holds {roots.Length} files data.pkl where torch.save writes one");
        }

        if (archive.Entries.ContainsKey(root + "constants.pkl"))
        {
            throw new InvalidDataException(
                $"{file.Path}: this is a program of TorchScript, not weights; in Python: torch.save(torch.jit.load(path).state_dict(), new_path).");
        }

        return root;
    }

    static byte[] Read(FileBytes file, ZipDirectory archive, ZipEntry entry)
    {
        long data = archive.DataOf(entry);
        return entry.Size <= Array.MaxLength ? file.Read(data, (int)entry.Size) : throw Unusable(file, $"its {entry.Name} of {entry.Size} bytes is too large");
    }

    static Dictionary<string, StoredTensor> Place(FileBytes file, ZipDirectory archive, string root, StateDictionary state)
    {
        bool isBigEndian = IsBigEndian(file, archive, root);
        Dictionary<string, long> storages = new(StringComparer.Ordinal);
        Dictionary<string, StoredTensor> tensors = new(StringComparer.Ordinal);
        foreach ((string name, PickledTensor tensor) in state.Tensors)
        {
            StoredType type = tensor.Storage.Type;
            if (!archive.Entries.TryGetValue($"{root}data/{tensor.Storage.Key}", out ZipEntry? entry) || entry.Size / type.Size() != tensor.Storage.Count || entry.Size % type.Size() != 0)
            {
                throw Unusable(file, $"the numbers of tensor {Quotation.Of(name)} are not there: storage {Quotation.Of(tensor.Storage.Key)} should have {tensor.Storage.Count} elements of {type}");
            }

            if (!storages.TryGetValue(tensor.Storage.Key, out long data))
            {
                storages.Add(tensor.Storage.Key, data = archive.DataOf(entry));
            }

            tensors.Add(name, new(name, type, tensor.Shape, data + tensor.First * type.Size(), data + (tensor.Last + 1) * type.Size())
            {
                Strides = tensor.IsContiguous ? null : tensor.Strides,
                IsBigEndian = isBigEndian,
            });
        }

        return tensors;
    }

    // A stride of 0 repeats elements, and any number of tensors may look at the same ones or step over most of them.
    static void RequireFewElements(FileBytes file, IEnumerable<StoredTensor> tensors)
    {
        long elements = tensors.Sum(tensor => Math.Max(tensor.Shape.Count, (tensor.End - tensor.Begin) / tensor.Type.Size()));
        if (elements > ElementsPerByte * file.Length)
        {
            throw Unusable(file, $"its tensors have {elements} elements, but the file only {file.Length} bytes; they show the same numbers over and over");
        }
    }

    // A file without the entry is from a time before machines with the other order were supported.
    static bool IsBigEndian(FileBytes file, ZipDirectory archive, string root)
    {
        if (!archive.Entries.TryGetValue(root + "byteorder", out ZipEntry? entry))
        {
            return false;
        }

        const int Longest = 16;
        string order = entry.Size <= Longest ? Encoding.Latin1.GetString(Read(file, archive, entry)) : "";
        return order is "big" or "little" ? order == "big" : throw Unusable(file, $"its byteorder is {Quotation.Of(order)} instead of 'little' or 'big'");
    }

    static InvalidDataException Unusable(FileBytes file, string what) => new($"{file.Path}: not a usable pytorch file: {what}.");
}
