namespace Unroll.Text;

/// <summary>Groups of n neighbours in a translation and its reference, and how many both have; a group counts as often as it occurs.</summary>
readonly record struct NgramMatch(int Translation, int Reference, int Common)
{
    internal static NgramMatch Of(string[] translation, string[] reference, int n)
    {
        Dictionary<string, int> left = Counts(reference, n);
        int common = 0;
        foreach ((string group, int count) in Counts(translation, n)) common += Math.Min(count, left.GetValueOrDefault(group));
        return new(Math.Max(0, translation.Length - n + 1), Math.Max(0, reference.Length - n + 1), common);
    }

    // Neither a word nor a character holds a line break, so joined with one the groups stay apart.
    static Dictionary<string, int> Counts(string[] items, int n)
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
