namespace Unroll.Text;

/// <summary>Groups of n neighbours in a translation and its reference, and how many both have; a group counts as often as it occurs.</summary>
readonly record struct NgramMatch(int Translation, int Reference, int Common)
{
    internal static NgramMatch Of(string[] translation, string[] reference, int n) =>
        new(Groups(translation, n), Groups(reference, n), InCommon(translation, [Counts(reference, n)], n));

    /// <summary>How many groups a translation has in common with references: each at most as often as the reference that has it most often.</summary>
    internal static int InCommon(string[] translation, IReadOnlyList<string[]> references, int n) =>
        InCommon(translation, [.. references.Select(reference => Counts(reference, n))], n);

    /// <summary>Groups of n neighbours among items.</summary>
    internal static int Groups(string[] items, int n) => Math.Max(0, items.Length - n + 1);

    static int InCommon(string[] translation, Dictionary<string, int>[] references, int n)
    {
        int common = 0;
        foreach ((string group, int count) in Counts(translation, n)) common += Math.Min(count, references.Max(left => left.GetValueOrDefault(group)));
        return common;
    }

    /// <summary>How often each group occurs. Neither a word nor a character holds a line break, so joined with one the groups stay apart.</summary>
    internal static Dictionary<string, int> Counts(string[] items, int n)
    {
        Dictionary<string, int> counts = new(StringComparer.Ordinal);
        for (int i = 0; i + n <= items.Length; i++)
        {
            string group = n == 1 ? items[i] : string.Join('\n', items, i, n);
            System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(counts, group, out _)++;
        }
        return counts;
    }
}
