using System.Buffers;
using System.Text;

namespace Unroll.Text;

/// <summary>Reading UTF-16 one Unicode scalar value at a time, whatever the input.</summary>
static class ScalarValues
{
    /// <summary>Reads the first scalar value; an unpaired surrogate reads as U+FFFD.</summary>
    /// <returns>The number of characters read, 1 or 2.</returns>
    internal static int Next(ReadOnlySpan<char> text, bool lowerCase, out Rune rune)
    {
        // DecodeFromUtf16 sets U+FFFD and one character read for an unpaired surrogate.
        OperationStatus status = Rune.DecodeFromUtf16(text, out rune, out int used);
        if (lowerCase && status == OperationStatus.Done) rune = Rune.ToLowerInvariant(rune);
        return used;
    }

    /// <summary>Appends the first scalar value of a text to the token being written; returns the characters read.</summary>
    internal static int AppendNext(ReadOnlySpan<char> text, bool lowerCase, TokenBuffer tokens)
    {
        int used = Next(text, lowerCase, out Rune rune);
        Append(rune, tokens);
        return used;
    }

    internal static void Append(Rune rune, TokenBuffer tokens)
    {
        Span<char> pair = stackalloc char[2];
        tokens.Append(pair[..rune.EncodeToUtf16(pair)]);
    }
}
