namespace Unroll.Text;

/// <summary>How often each token occurs in a corpus; what a <see cref="Vocabulary"/> is built from.</summary>
public sealed class TokenCounts
{
    readonly Dictionary<string, long> counts;
    readonly Dictionary<string, long>.AlternateLookup<ReadOnlySpan<char>> lookup;

    /// <summary>Counts nothing yet.</summary>
    public TokenCounts()
    {
        counts = new(StringComparer.Ordinal);
        lookup = counts.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>Number of different tokens.</summary>
    public int Count => counts.Count;

    /// <summary>Number of tokens counted, repeats included.</summary>
    public long Total { get; private set; }

    /// <summary>How often a token was counted.</summary>
    public long this[ReadOnlySpan<char> token] => lookup.TryGetValue(token, out long count) ? count : 0;

    /// <summary>Counts every token of a text.</summary>
    public void Add(TokenBuffer tokens)
    {
        for (int i = 0; i < tokens.Count; i++) Add(tokens[i]);
    }

    /// <summary>Counts a token once.</summary>
    public void Add(ReadOnlySpan<char> token)
    {
        System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(lookup, token, out _)++;
        Total++;
    }

    /// <summary>Counts the tokens of texts.</summary>
    public static TokenCounts Of(IEnumerable<string> texts, Tokenizer tokenizer)
    {
        TokenCounts counts = new();
        TokenBuffer tokens = new();
        foreach (string text in texts)
        {
            tokenizer.Tokenize(text, tokens);
            counts.Add(tokens);
        }
        return counts;
    }

    /// <summary>Tokens with their counts, most frequent first, equally frequent ones in ordinal order.</summary>
    public IReadOnlyList<KeyValuePair<string, long>> Ordered()
    {
        List<KeyValuePair<string, long>> ordered = [.. counts];
        ordered.Sort((a, b) => a.Value != b.Value ? b.Value.CompareTo(a.Value) : string.CompareOrdinal(a.Key, b.Key));
        return ordered;
    }

    /// <inheritdoc/>
    public override string ToString() => $"TokenCounts({Count} different of {Total})";
}
