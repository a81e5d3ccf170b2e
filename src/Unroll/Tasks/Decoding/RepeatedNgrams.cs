namespace Unroll.Tasks.Decoding;

/// <summary>Keeps groups of tokens from occurring twice.</summary>
static class RepeatedNgrams
{
    /// <summary>Makes every token impossible that would end a group of n tokens which is already there.</summary>
    /// <param name="tokens">The tokens so far.</param>
    /// <param name="n">Length of a group; 0 for no such rule.</param>
    /// <param name="logProbabilities">Of the next token; changed in place.</param>
    internal static void Block(ReadOnlySpan<int> tokens, int n, Span<float> logProbabilities)
    {
        if (n == 0 || tokens.Length < n)
        {
            return;
        }

        ReadOnlySpan<int> last = tokens[(tokens.Length - n + 1)..];
        for (int start = 0; start + n <= tokens.Length; start++)
        {
            if (tokens.Slice(start, n - 1).SequenceEqual(last))
            {
                logProbabilities[tokens[start + n - 1]] = float.NegativeInfinity;
            }
        }
    }
}
