using System.IO.Compression;

namespace Unroll.Text;

/// <summary>
/// Decompresses gzip and notices when the file was cut off, which <see cref="GZipStream"/> alone takes for its end. A second member
/// with a known content is put behind the file: only behind a whole file does it come out again.
/// </summary>
sealed class WholeGzip : ForwardStream
{
    static readonly byte[] Marker = [.. "end of this file"u8];
    static readonly byte[] MarkerMember = Compress(Marker);

    readonly GZipStream inner;
    readonly byte[] held = new byte[1 << 16];
    int heldLength;

    internal WholeGzip(Stream file) => inner = new(new Followed(file, MarkerMember), CompressionMode.Decompress);

    public override int Read(Span<byte> buffer)
    {
        while (heldLength <= Marker.Length)
        {
            int read = inner.Read(held.AsSpan(heldLength));
            heldLength += read;
            if (read > 0) continue;
            if (held.AsSpan(0, heldLength).SequenceEqual(Marker)) return 0;
            throw new InvalidDataException("the gzip data ends too early");
        }
        int given = Math.Min(buffer.Length, heldLength - Marker.Length);
        held.AsSpan(0, given).CopyTo(buffer);
        held.AsSpan(given, heldLength - given).CopyTo(held);
        heldLength -= given;
        return given;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) inner.Dispose();
        base.Dispose(disposing);
    }

    static byte[] Compress(byte[] content)
    {
        using MemoryStream member = new();
        using (GZipStream gzip = new(member, CompressionLevel.Fastest)) gzip.Write(content);
        return member.ToArray();
    }

    /// <summary>A stream with some bytes behind it.</summary>
    sealed class Followed(Stream first, byte[] second) : ForwardStream
    {
        int position;

        public override int Read(Span<byte> buffer)
        {
            int read = first.Read(buffer);
            if (read > 0 || buffer.IsEmpty) return read;
            read = Math.Min(buffer.Length, second.Length - position);
            second.AsSpan(position, read).CopyTo(buffer);
            position += read;
            return read;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing) first.Dispose();
            base.Dispose(disposing);
        }
    }
}
