using System.Buffers.Binary;
using System.Text;

namespace Unroll.Formats.PyTorch;

/// <summary>A file inside a zip archive, as the archive's directory describes it.</summary>
/// <param name="Name">Its path inside the archive.</param>
/// <param name="IsPlain">Whether its bytes lie in the archive as they are, neither compressed nor encrypted.</param>
/// <param name="Size">Its bytes.</param>
/// <param name="Header">Where its local header lies, which precedes its bytes.</param>
sealed record ZipEntry(string Name, bool IsPlain, long Size, long Header);

/// <summary>The directory of a zip archive. PyTorch stores without compression, so every file in it is a piece of the archive.</summary>
/// <remarks>
/// Format: PKWARE's APPNOTE 6.3, with the 64-bit extensions that PyTorch always writes. Every claimed place and size is
/// compared with the archive's real length; entries are counted, not believed. Checksums are not compared: PyTorch does not
/// do it either and may leave them out.
/// </remarks>
sealed class ZipDirectory
{
    const uint EndMark = 0x06054b50, End64Mark = 0x06064b50, Locator64Mark = 0x07064b50, EntryMark = 0x02014b50, HeaderMark = 0x04034b50;
    const int EndSize = 22, End64Size = 56, Locator64Size = 20, EntrySize = 46, HeaderSize = 30, LongestComment = ushort.MaxValue;
    const ushort Extra64 = 1, EncryptedFlag = 1;

    readonly FileBytes file;
    readonly Dictionary<string, ZipEntry> entries = new(StringComparer.Ordinal);

    /// <exception cref="InvalidDataException">The directory is missing or breaks a rule of the format.</exception>
    internal ZipDirectory(FileBytes file)
    {
        this.file = file;
        ReadEntries(ReadDirectory());
    }

    /// <summary>The files by their paths.</summary>
    internal IReadOnlyDictionary<string, ZipEntry> Entries => entries;

    /// <summary>Where an entry's bytes begin; all of them lie within the archive.</summary>
    /// <exception cref="InvalidDataException">The entry is compressed, or does not lie where the directory says.</exception>
    internal long DataOf(ZipEntry entry)
    {
        Require(entry.IsPlain, $"{Quotation.Of(entry.Name)} is compressed or encrypted; torch.save does neither, so save the weights again with it");
        Require(entry.Header <= file.Length - HeaderSize, $"{Quotation.Of(entry.Name)} lies behind its end");
        Span<byte> header = stackalloc byte[HeaderSize];
        file.Fill(header, entry.Header);
        Require(UInt32(header, 0) == HeaderMark, $"{Quotation.Of(entry.Name)} is not where its directory says");
        long data = entry.Header + HeaderSize + UInt16(header, 26) + UInt16(header, 28);
        Require(data <= file.Length && entry.Size <= file.Length - data, $"{Quotation.Of(entry.Name)} of {entry.Size} bytes reaches behind its end");
        return data;
    }

    byte[] ReadDirectory()
    {
        byte[] tail = file.Read(Math.Max(0, file.Length - EndSize - LongestComment), (int)Math.Min(file.Length, EndSize + LongestComment));
        int end = tail.Length - EndSize;
        while (end >= 0 && UInt32(tail, end) != EndMark)
        {
            end--;
        }

        Require(end >= 0, "its end is missing; it was cut short, as by a broken download");
        long size = UInt32(tail, end + 12), offset = UInt32(tail, end + 16);
        if (end >= Locator64Size && UInt32(tail, end - Locator64Size) == Locator64Mark)
        {
            (size, offset) = ReadEnd64(UInt64(tail, end - Locator64Size + 8));
        }

        Require(offset <= file.Length && size <= file.Length - offset && size <= Array.MaxLength,
            $"its directory of {size} bytes at byte {offset} lies behind its end; it was cut short");
        return file.Read(offset, (int)size);
    }

    (long Size, long Offset) ReadEnd64(long place)
    {
        Require(place <= file.Length - End64Size, "its directory lies behind its end; it was cut short");
        Span<byte> end = stackalloc byte[End64Size];
        file.Fill(end, place);
        Require(UInt32(end, 0) == End64Mark, "its directory is not where its end says");
        return (UInt64(end, 40), UInt64(end, 48));
    }

    void ReadEntries(ReadOnlySpan<byte> directory)
    {
        while (directory.Length > 0)
        {
            Require(directory.Length >= EntrySize && UInt32(directory, 0) == EntryMark, "its directory is damaged");
            int name = UInt16(directory, 28), extra = UInt16(directory, 30), length = EntrySize + name + extra + UInt16(directory, 32);
            Require(length <= directory.Length, "its directory is damaged");
            ZipEntry entry = Entry(directory, Encoding.UTF8.GetString(directory.Slice(EntrySize, name)), directory.Slice(EntrySize + name, extra));
            Require(entries.TryAdd(entry.Name, entry), $"{Quotation.Of(entry.Name)} is there twice");
            directory = directory[length..];
        }
    }

    ZipEntry Entry(ReadOnlySpan<byte> entry, string name, ReadOnlySpan<byte> extra)
    {
        long compressed = UInt32(entry, 20), size = UInt32(entry, 24), header = UInt32(entry, 42);
        ReadOnlySpan<byte> wide = Wide(extra);

        // The 64-bit field holds only what the 32-bit fields mark as too large, in this order.
        size = TakeWide(size, ref wide, name);
        compressed = TakeWide(compressed, ref wide, name);
        header = TakeWide(header, ref wide, name);
        bool isPlain = UInt16(entry, 10) == 0 && (UInt16(entry, 8) & EncryptedFlag) == 0 && compressed == size;
        return new(name, isPlain, size, header);
    }

    long TakeWide(long value, ref ReadOnlySpan<byte> wide, string name)
    {
        if (value != uint.MaxValue)
        {
            return value;
        }

        Require(wide.Length >= sizeof(long), $"the size or place of {Quotation.Of(name)} is missing");
        value = UInt64(wide, 0);
        wide = wide[sizeof(long)..];
        return value;
    }

    static ReadOnlySpan<byte> Wide(ReadOnlySpan<byte> extra)
    {
        while (extra.Length >= 4)
        {
            int length = Math.Min(UInt16(extra, 2), extra.Length - 4);
            if (UInt16(extra, 0) == Extra64)
            {
                return extra.Slice(4, length);
            }

            extra = extra[(4 + length)..];
        }

        return [];
    }

    static ushort UInt16(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);

    static uint UInt32(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);

    // No file is longer than a long can say, so a larger number means the same as the largest: behind the end.
    static long UInt64(ReadOnlySpan<byte> bytes, int at) => (long)Math.Min(BinaryPrimitives.ReadUInt64LittleEndian(bytes[at..]), long.MaxValue);

    void Require(bool condition, string otherwise)
    {
        if (!condition)
        {
            throw new InvalidDataException($"{file.Path}: not a usable pytorch file: the zip archive is broken: {otherwise}.");
        }
    }
}
