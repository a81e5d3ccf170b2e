namespace Unroll.Formats;

/// <summary>Guesses why the names of a file and a network do not meet, so that an error can say how to mend it.</summary>
static class NameSuggestion
{
    /// <summary>The change that would make most more names meet, in words; "" when none would.</summary>
    /// <param name="file">Names of the file, with all that stands in front of them.</param>
    /// <param name="network">Names of the network.</param>
    /// <param name="met">How many meet already.</param>
    internal static string For(IReadOnlyList<string> file, IReadOnlyList<string> network, int met)
    {
        HashSet<string> wanted = new(network, StringComparer.Ordinal);
        HashSet<string> there = new(file, StringComparer.Ordinal);
        (string Text, int Count) taken = Best(Beginnings(file), prefix => file.Count(name => HasBehind(name, prefix, wanted)));
        (string Text, int Count) added = Best(Beginnings(network), prefix => network.Count(name => HasBehind(name, prefix, there)));
        return Math.Max(taken.Count, added.Count) <= met ? ""
            : taken.Count >= added.Count ? $"; {taken.Count} names meet with the prefix {Quotation.Of(taken.Text)}"
            : $"; {added.Count} names meet when '' is renamed to {Quotation.Of(added.Text)}";
    }

    static (string, int) Best(IEnumerable<string> prefixes, Func<string, int> count) =>
        prefixes.Select(prefix => (prefix, count(prefix))).DefaultIfEmpty(("", 0)).MaxBy(pair => pair.Item2);

    // The first one or two words with their dots: more are not wrapped around a network in practice.
    static IEnumerable<string> Beginnings(IReadOnlyList<string> names)
    {
        const int Most = 32;
        return names.SelectMany(FirstWords).Distinct(StringComparer.Ordinal).Take(Most);

        static IEnumerable<string> FirstWords(string name)
        {
            int first = name.IndexOf('.');
            int second = first < 0 ? -1 : name.IndexOf('.', first + 1);
            return new[] { first, second }.Where(dot => dot >= 0).Select(dot => name[..(dot + 1)]);
        }
    }

    static bool HasBehind(string name, string prefix, HashSet<string> names) =>
        name.StartsWith(prefix, StringComparison.Ordinal) && names.Contains(name[prefix.Length..]);
}
