namespace Unroll.Text;

/// <summary>
/// Merges the most frequent pair of neighbouring symbols in all words, one pair a call. A merge touches only the words that hold the
/// pair; counts in the queue may be out of date and are put right when they come to the front.
/// </summary>
sealed class PairMerger
{
    const int Bytes = 256;

    readonly List<int[]> words = [];
    readonly List<long> frequencies = [];
    readonly Dictionary<(int Left, int Right), long> counts = [];
    readonly Dictionary<(int Left, int Right), HashSet<int>> holders = [];
    // Most frequent first; then the older left symbol, then the older right one.
    readonly PriorityQueue<(int Left, int Right), (long, int, int)> queue = new();
    int symbols = Bytes;

    internal PairMerger(IEnumerable<(byte[] Word, long Frequency)> corpus)
    {
        foreach ((byte[] word, long frequency) in corpus)
        {
            words.Add([.. word.Select(value => (int)value)]);
            frequencies.Add(frequency);
            Count(words.Count - 1, sign: 1);
        }
        foreach ((int Left, int Right) pair in counts.Keys) Enqueue(pair);
    }

    /// <summary>Merges the most frequent pair into the next symbol.</summary>
    /// <returns>Whether a pair occurs often enough.</returns>
    internal bool TryMerge(int minimumFrequency, out int left, out int right)
    {
        (left, right) = (0, 0);
        while (queue.TryDequeue(out (int Left, int Right) pair, out (long Count, int, int) priority))
        {
            long count = counts.GetValueOrDefault(pair);
            if (count != -priority.Count)
            {
                if (count > 0) Enqueue(pair);
                continue;
            }
            if (count < minimumFrequency) return false;
            (left, right) = pair;
            Merge(pair, symbols++);
            return true;
        }
        return false;
    }

    void Merge((int Left, int Right) pair, int symbol)
    {
        int[] touched = [.. holders[pair].Order()];
        foreach (int word in touched)
        {
            Count(word, sign: -1);
            words[word] = Merged(words[word], pair, symbol);
            Count(word, sign: 1);
        }
        counts.Remove(pair);
        holders.Remove(pair);
        // Only pairs with the new symbol have become more frequent than the queue knows.
        HashSet<(int, int)> grown = [];
        foreach (int word in touched)
        {
            int[] now = words[word];
            for (int i = 0; i + 1 < now.Length; i++)
            {
                if ((now[i] == symbol || now[i + 1] == symbol) && grown.Add((now[i], now[i + 1]))) Enqueue((now[i], now[i + 1]));
            }
        }
    }

    void Count(int word, int sign)
    {
        int[] now = words[word];
        for (int i = 0; i + 1 < now.Length; i++)
        {
            (int, int) pair = (now[i], now[i + 1]);
            System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(counts, pair, out _) += sign * frequencies[word];
            if (!holders.TryGetValue(pair, out HashSet<int>? inside)) holders.Add(pair, inside = []);
            if (sign > 0) inside.Add(word);
            else inside.Remove(word);
        }
    }

    void Enqueue((int Left, int Right) pair) => queue.Enqueue(pair, (-counts[pair], pair.Left, pair.Right));

    static int[] Merged(int[] word, (int Left, int Right) pair, int symbol)
    {
        List<int> merged = new(word.Length);
        for (int i = 0; i < word.Length; i++)
        {
            bool found = i + 1 < word.Length && word[i] == pair.Left && word[i + 1] == pair.Right;
            merged.Add(found ? symbol : word[i]);
            if (found) i++;
        }
        return [.. merged];
    }
}
