namespace Unroll.Text;

/// <summary>Reads lines (ended by LF, CRLF or CR) of bounded length and knows their numbers.</summary>
sealed class LineReader(TextReader reader, string path, int maximumLength) : IDisposable
{
    readonly char[] buffer = new char[1 << 15];
    int position, filled;
    char[] longLine = [];

    /// <summary>1-based number of the line last read.</summary>
    internal int Line { get; private set; }

    internal static LineReader Open(string path, int maximumLength) => new(TextFile.OpenText(path), path, maximumLength);

    /// <summary>Reads a line; the span is valid until the next call.</summary>
    /// <exception cref="InvalidDataException">The line is longer than the limit.</exception>
    internal bool TryRead(out ReadOnlySpan<char> line)
    {
        line = default;
        int collected = 0;
        if (position == filled && !Fill()) return false;
        Line++;
        while (true)
        {
            ReadOnlySpan<char> rest = buffer.AsSpan(position, filled - position);
            int end = rest.IndexOfAny('\n', '\r');
            ReadOnlySpan<char> part = end < 0 ? rest : rest[..end];
            if (collected + part.Length > maximumLength)
            {
                throw DataError.At(path, Line, $"longer than {maximumLength} characters, the limit for one line.");
            }
            if (end >= 0)
            {
                line = collected == 0 ? part : Collect(part, collected);
                Skip(rest[end], position + end);
                return true;
            }
            Collect(part, collected);
            collected += part.Length;
            if (!Fill())
            {
                line = longLine.AsSpan(0, collected);
                return true;
            }
        }
    }

    public void Dispose() => reader.Dispose();

    // A CR at the very end of the buffer: whether LF follows is known only after reading on, which must not overwrite the line.
    void Skip(char ending, int at)
    {
        position = at + 1;
        if (ending != '\r') return;
        if (position < filled)
        {
            if (buffer[position] == '\n') position++;
        }
        else if (reader.Peek() == '\n')
        {
            reader.Read();
        }
    }

    /// <summary>Appends to the collected beginning of a line that the buffer did not hold whole.</summary>
    ReadOnlySpan<char> Collect(ReadOnlySpan<char> part, int collected)
    {
        int length = collected + part.Length;
        if (longLine.Length < length) Array.Resize(ref longLine, Math.Max(length, 2 * longLine.Length));
        part.CopyTo(longLine.AsSpan(collected));
        return longLine.AsSpan(0, length);
    }

    bool Fill()
    {
        position = 0;
        filled = reader.Read(buffer);
        return filled > 0;
    }
}
