namespace Unroll.Formats;

/// <summary>What the tensors of a file are called in a network.</summary>
/// <param name="prefix">Only names that begin so are meant; it is taken away.</param>
/// <param name="renames">What the names, or their beginnings that end with a dot, become; see <see cref="LoadStateOptions.Names"/>.</param>
sealed class WeightNames(string prefix, IReadOnlyDictionary<string, string>? renames)
{
    /// <summary>Pairs every name of a file that begins with the prefix with its name in the network.</summary>
    /// <returns>The file's name by the network's.</returns>
    /// <exception cref="InvalidDataException">Nothing begins with the prefix, a rule fits nothing, or two names become one; one line.</exception>
    internal IReadOnlyDictionary<string, string> Of(WeightsFile file)
    {
        Dictionary<string, string> names = new(StringComparer.Ordinal);
        HashSet<string> unused = new(renames?.Keys ?? [], StringComparer.Ordinal);
        foreach (string name in file.Names.Where(name => name.StartsWith(prefix, StringComparison.Ordinal)))
        {
            string renamed = Rename(name[prefix.Length..], unused);
            if (!names.TryAdd(renamed, name))
            {
                throw new InvalidDataException($"{file.Path}: both {Quotation.Of(names[renamed])} and {Quotation.Of(name)} would be {Quotation.Of(renamed)} in the network; rename one of them otherwise.");
            }
        }

        if (names.Count == 0)
        {
            throw new InvalidDataException($"{file.Path}: no name of its {file.Names.Count} tensors begins with {Quotation.Of(prefix)}{Example(file)}.");
        }

        return unused.FirstOrDefault() is not { } rule ? names
            : throw new InvalidDataException($"{file.Path}: {Quotation.Of(rule)} is to be renamed, but no tensor is called or begins so{Example(file)}.");
    }

    // The longest rule that fits decides, so that one tensor may go another way than its neighbours.
    string Rename(string name, HashSet<string> unused)
    {
        string? rule = renames?.Keys.Where(rule => Fits(rule, name)).MaxBy(rule => rule.Length);
        if (rule is null)
        {
            return name;
        }

        unused.Remove(rule);
        return string.Concat(renames![rule], name.AsSpan(rule.Length));
    }

    static bool Fits(string rule, string name) => rule is "" or [.., '.'] ? name.StartsWith(rule, StringComparison.Ordinal) : name == rule;

    static string Example(WeightsFile file) => file.Names is [string first, ..] ? $"; the first is {Quotation.Of(first)}" : "";
}
