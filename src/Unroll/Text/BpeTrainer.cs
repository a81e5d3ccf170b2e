using System.Text;
using System.Text.Json;

namespace Unroll.Text;

/// <summary>
/// Learns a byte-level byte pair encoding: beginning with single bytes, the most frequent pair of neighbours inside a word becomes a
/// symbol of its own, again and again (Sennrich, Haddow and Birch 2016). Words are GPT-2's pieces, each with the space before it.
/// </summary>
/// <remarks>The result depends on the counts of the words alone: of equally frequent pairs the one with the older symbols comes first.</remarks>
public sealed class BpeTrainer
{
    readonly Dictionary<string, long> words = new(StringComparer.Ordinal);
    readonly Dictionary<string, long>.AlternateLookup<ReadOnlySpan<char>> lookup;

    /// <summary>Has seen no text yet.</summary>
    public BpeTrainer() => lookup = words.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Counts the words of a text. Texts of several languages make a shared vocabulary.</summary>
    /// <param name="text">Any text.</param>
    public void Add(string text)
    {
        foreach (System.Text.RegularExpressions.ValueMatch match in SubwordTokenizer.ByteLevelPieces.EnumerateMatches(text))
        {
            System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(lookup, text.AsSpan(match.Index, match.Length), out _)++;
        }
    }

    /// <summary>Learns merges from the texts added so far.</summary>
    /// <param name="merges">How many at most, 0 or more.</param>
    /// <param name="minimumFrequency">A pair must occur so often, 1 or more.</param>
    /// <returns>A tokenizer whose files are vocab.json and merges.txt, as published models have them.</returns>
    public SubwordTokenizer Train(int merges, int minimumFrequency = 2)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(merges);
        ArgumentOutOfRangeException.ThrowIfLessThan(minimumFrequency, 1);
        PairMerger merger = new(words.OrderBy(word => word.Key, StringComparer.Ordinal).Select(word => (Encoding.UTF8.GetBytes(word.Key), word.Value)));
        List<string> symbols = [.. ByteLevelAlphabet.Alphabet.ToArray().Select(c => c.ToString())];
        StringBuilder learned = new("#version: 0.2\n");
        HashSet<string> known = [.. symbols];
        while (merges > 0 && merger.TryMerge(minimumFrequency, out int left, out int right))
        {
            string symbol = symbols[left] + symbols[right];
            symbols.Add(symbol);
            learned.Append(symbols[left]).Append(' ').Append(symbols[right]).Append('\n');
            // The same letters may be joined in two ways; they are one token.
            if (known.Add(symbol)) merges--;
        }
        return SubwordTokenizer.FromBpe(VocabularyJson(symbols.Distinct()), Encoding.UTF8.GetBytes(learned.ToString()), "the learned merges");
    }

    /// <inheritdoc/>
    public override string ToString() => $"BpeTrainer({words.Count} different words)";

    static byte[] VocabularyJson(IEnumerable<string> symbols)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter writer = new(stream))
        {
            writer.WriteStartObject();
            foreach ((int id, string symbol) in symbols.Index()) writer.WriteNumber(symbol, id);
            writer.WriteEndObject();
        }
        return stream.ToArray();
    }
}
