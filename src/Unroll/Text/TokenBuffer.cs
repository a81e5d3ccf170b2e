namespace Unroll.Text;

/// <summary>
/// The tokens of one text, kept end to end in one character array that the next text reuses,
/// so that tokenizing a corpus allocates nothing per token.
/// </summary>
public sealed class TokenBuffer
{
    char[] characters = new char[256];
    int length;
    int[] ends = new int[64];

    /// <summary>Number of finished tokens.</summary>
    public int Count { get; private set; }

    /// <summary>The token at a 0-based position; valid until the buffer is next written.</summary>
    public ReadOnlySpan<char> this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count, nameof(index));
            int start = index == 0 ? 0 : ends[index - 1];
            return characters.AsSpan(start, ends[index] - start);
        }
    }

    /// <summary>Forgets every token and keeps the memory.</summary>
    public void Clear()
    {
        length = 0;
        Count = 0;
    }

    /// <summary>Adds one character to the token being written.</summary>
    public void Append(char character)
    {
        if (length == characters.Length) Array.Resize(ref characters, Grown(length + 1L, characters.Length));
        characters[length++] = character;
    }

    /// <summary>Adds characters to the token being written.</summary>
    public void Append(ReadOnlySpan<char> part)
    {
        if (part.Length > characters.Length - length)
        {
            Array.Resize(ref characters, Grown((long)length + part.Length, characters.Length));
        }
        part.CopyTo(characters.AsSpan(length));
        length += part.Length;
    }

    /// <summary>Finishes the token being written; without characters since the last one there is no token.</summary>
    public void EndToken()
    {
        int start = Count == 0 ? 0 : ends[Count - 1];
        if (length == start) return;
        if (Count == ends.Length) Array.Resize(ref ends, Grown(Count + 1L, ends.Length));
        ends[Count++] = length;
    }

    /// <summary>Finishes the token being written, if any, and adds a whole one.</summary>
    public void Add(ReadOnlySpan<char> token)
    {
        EndToken();
        Append(token);
        EndToken();
    }

    /// <summary>The tokens as strings.</summary>
    public string[] ToArray()
    {
        string[] tokens = new string[Count];
        for (int i = 0; i < tokens.Length; i++) tokens[i] = this[i].ToString();
        return tokens;
    }

    /// <inheritdoc/>
    public override string ToString() => $"TokenBuffer({Count} tokens)";

    static int Grown(long needed, int size) => (int)Math.Min(Array.MaxLength, Math.Max(needed, 2L * size));
}
