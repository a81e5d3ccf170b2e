using System.Buffers.Binary;

namespace Unroll.Formats;

/// <summary>Reads tensors by name from a safetensors file, whoever made it.</summary>
/// <remarks>Format: <see href="https://github.com/huggingface/safetensors"/>.</remarks>
public sealed class SafetensorsReader : WeightsFile
{
    const int PrefixSize = sizeof(ulong);

    // The limit that the format's own reader has.
    const long LongestHeader = 100_000_000;

    readonly SafetensorsHeader header;

    /// <summary>Opens a file and checks its header.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidDataException">The file breaks a rule of the format; one line that says which.</exception>
    /// <exception cref="IOException">The file is missing or cannot be read.</exception>
    public SafetensorsReader(string path) : this(Opened(path))
    {
    }

    SafetensorsReader((FileBytes File, SafetensorsHeader Header, long DataStart) opened)
        : base(opened.File, opened.Header.Tensors, opened.DataStart) => header = opened.Header;

    /// <inheritdoc/>
    public override string Format => "safetensors";

    /// <inheritdoc/>
    public override string StatePrefix => "";

    /// <summary>The texts that the file carries beside its tensors.</summary>
    public IReadOnlyDictionary<string, string> Metadata => header.Metadata;

    static (FileBytes, SafetensorsHeader, long) Opened(string path)
    {
        FileBytes file = new(path);
        try
        {
            byte[] json = file.Read(PrefixSize, HeaderLength(file));
            long dataStart = PrefixSize + json.Length;
            return (file, SafetensorsHeader.Parse(path, json, file.Length - dataStart), dataStart);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    static int HeaderLength(FileBytes file)
    {
        if (file.Length < PrefixSize)
        {
            throw Unusable(file, $"it has {file.Length} bytes, fewer than the {PrefixSize} every such file begins with");
        }

        Span<byte> prefix = stackalloc byte[PrefixSize];
        file.Fill(prefix, offset: 0);
        ulong claimed = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        return claimed <= (ulong)Math.Min(file.Length - PrefixSize, LongestHeader) ? (int)claimed
            : throw Unusable(file, $"its header would take {claimed} bytes, but the file has {file.Length} (and a header at most {LongestHeader}); it was cut short or is of another kind");
    }

    static InvalidDataException Unusable(FileBytes file, string what) => new($"{file.Path}: not a usable safetensors file: {what}.");
}
