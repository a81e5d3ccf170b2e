namespace Unroll.Text;

/// <param name="MinimumFrequency">Tokens counted less often are left out; 1 or more.</param>
/// <param name="MaximumSize">Most entries, special tokens included; 1 or more.</param>
/// <param name="SpecialTokens">Entries that come first whatever the counts, after <see cref="Vocabulary.Unknown"/>.</param>
public sealed record VocabularyOptions(int MinimumFrequency = 1, int MaximumSize = int.MaxValue, IReadOnlyList<string>? SpecialTokens = null)
{
    /// <summary>Tokens counted less often are left out; 1 or more.</summary>
    public int MinimumFrequency { get; init => field = AtLeastOne(value, nameof(MinimumFrequency)); }
        = AtLeastOne(MinimumFrequency, nameof(MinimumFrequency));

    /// <summary>Most entries, special tokens included; 1 or more.</summary>
    public int MaximumSize { get; init => field = AtLeastOne(value, nameof(MaximumSize)); } = AtLeastOne(MaximumSize, nameof(MaximumSize));

    static int AtLeastOne(int value, string name) => value >= 1 ? value
        : throw new ArgumentOutOfRangeException(name, value, $"{name} must be 1 or more.");
}

/// <summary>
/// Tokens and their indices. Index 0 is <see cref="Unknown"/>, which stands for every token that is not an entry.
/// There is no padding entry: batches are packed.
/// </summary>
public sealed class Vocabulary
{
    /// <summary>The entry at index 0.</summary>
    public const string Unknown = "<unk>";

    /// <summary>Index of <see cref="Unknown"/>.</summary>
    public const int UnknownIndex = 0;

    readonly string[] entries;
    readonly Dictionary<string, int> indices;
    readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> lookup;

    /// <summary>A vocabulary of these entries in this order.</summary>
    /// <exception cref="ArgumentException">The first entry is not <see cref="Unknown"/>, or an entry is empty or occurs twice.</exception>
    public Vocabulary(IEnumerable<string> entries)
    {
        this.entries = [.. entries];
        indices = new(this.entries.Length, StringComparer.Ordinal);
        lookup = indices.GetAlternateLookup<ReadOnlySpan<char>>();
        for (int i = 0; i < this.entries.Length; i++)
        {
            string entry = this.entries[i];
            if (entry.Length == 0) throw new ArgumentException($"entry {i} is empty; a token has at least one character.", nameof(entries));
            if (!indices.TryAdd(entry, i))
            {
                throw new ArgumentException($"entries {indices[entry]} and {i} are both {DataError.Shown(entry)}; keep one.", nameof(entries));
            }
        }
        if (this.entries is not [Unknown, ..])
        {
            throw new ArgumentException($"entry 0 must be {Unknown}, got {(this.entries is [string first, ..] ? DataError.Shown(first) : "none")}.", nameof(entries));
        }
    }

    /// <summary>Number of entries.</summary>
    public int Count => entries.Length;

    /// <summary>The entry at an index.</summary>
    public string this[int index] => entries[index];

    /// <summary>Takes the most frequent tokens; equally frequent ones in ordinal order, so that the result depends on the counts alone.</summary>
    public static Vocabulary Build(TokenCounts counts, VocabularyOptions? options = null)
    {
        options ??= new();
        List<string> entries = [Unknown, .. options.SpecialTokens ?? []];
        HashSet<string> special = new(entries, StringComparer.Ordinal);
        foreach ((string token, long count) in counts.Ordered())
        {
            if (count < options.MinimumFrequency || entries.Count >= options.MaximumSize) break;
            if (!special.Contains(token)) entries.Add(token);
        }
        return new(entries);
    }

    /// <summary>The index of a token; <see cref="UnknownIndex"/> if it is not an entry.</summary>
    public int IndexOf(ReadOnlySpan<char> token) => lookup.TryGetValue(token, out int index) ? index : UnknownIndex;

    /// <summary>Finds an entry; unlike <see cref="IndexOf"/> it tells a missing token from <see cref="Unknown"/>.</summary>
    public bool TryGetIndex(ReadOnlySpan<char> token, out int index) => lookup.TryGetValue(token, out index);

    /// <summary>Indices of the tokens of a text, [tokens].</summary>
    public int[] Encode(TokenBuffer tokens)
    {
        int[] ids = new int[tokens.Count];
        for (int i = 0; i < ids.Length; i++) ids[i] = IndexOf(tokens[i]);
        return ids;
    }

    /// <summary>Indices of tokens, [tokens].</summary>
    public int[] Encode(IReadOnlyList<string> tokens)
    {
        int[] ids = new int[tokens.Count];
        for (int i = 0; i < ids.Length; i++) ids[i] = IndexOf(tokens[i]);
        return ids;
    }

    /// <summary>Entries at indices.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An index is not in the vocabulary.</exception>
    public string[] Decode(ReadOnlySpan<int> ids)
    {
        string[] tokens = new string[ids.Length];
        for (int i = 0; i < ids.Length; i++)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)ids[i], (uint)entries.Length, nameof(ids));
            tokens[i] = entries[ids[i]];
        }
        return tokens;
    }

    /// <summary>Writes one entry a line, so that <see cref="Load(string)"/> gives the same vocabulary whatever characters the tokens hold.</summary>
    public void Save(TextWriter writer) => VocabularyFormat.Write(entries, writer);

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The file is missing, too large or not a vocabulary.</exception>
    public static Vocabulary Load(string path) => VocabularyFormat.Read(path);

    /// <inheritdoc/>
    public override string ToString() => $"Vocabulary({Count} entries)";
}
