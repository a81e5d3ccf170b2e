using System.Collections;
using Unroll.Tensors;

namespace Unroll.Text;

/// <summary>A text and its translation.</summary>
/// <param name="Source">The text.</param>
/// <param name="Target">Its translation.</param>
public readonly record struct TextPair(string Source, string Target);

/// <summary>Texts with their translations, from two files with a line each or a table of two columns; gzip is told by the content.</summary>
public sealed class ParallelDataset : IReadOnlyList<TextPair>
{
    readonly IReadOnlyList<TextPair> pairs;

    /// <summary>Pairs that are already in memory.</summary>
    /// <param name="origin">Where they come from, for messages.</param>
    /// <param name="pairs">The pairs.</param>
    /// <param name="notes">What a reader should know of how they were read.</param>
    public ParallelDataset(string origin, IReadOnlyList<TextPair> pairs, IReadOnlyList<string>? notes = null) =>
        (Origin, this.pairs, Notes) = (origin, pairs, notes ?? []);

    /// <summary>Where the pairs come from.</summary>
    public string Origin { get; }

    /// <summary>What was left out, and the like; a line each.</summary>
    public IReadOnlyList<string> Notes { get; }

    /// <inheritdoc/>
    public int Count => pairs.Count;

    /// <inheritdoc/>
    public TextPair this[int index] => pairs[index];

    /// <summary>Reads two files of which line i is the translation of line i; pairs with an empty side are left out and counted in <see cref="Notes"/>.</summary>
    /// <param name="source">The file to translate from.</param>
    /// <param name="target">The file to translate to.</param>
    /// <exception cref="InvalidDataException">A file cannot be read, or their lengths differ: both counts and the first suspicious line.</exception>
    public static ParallelDataset FromFiles(string source, string target) => ParallelFiles.ReadTwo(source, target);

    /// <summary>Reads a file with source, tab, target in each line; further columns are not read.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidDataException">The file cannot be read or a line has no tab; one line that names it.</exception>
    public static ParallelDataset FromTable(string path) => ParallelFiles.ReadTable(path);

    /// <summary>Holds out a share of the pairs. All pairs of one source text stay together, so that no held-out text was trained on.</summary>
    /// <param name="share">Of the different source texts, above 0 and below 1.</param>
    /// <param name="seed">The same seed holds out the same texts.</param>
    public (ParallelDataset Training, ParallelDataset HeldOut) Split(double share, ulong seed)
    {
        if (share is not (> 0 and < 1)) throw new ArgumentOutOfRangeException(nameof(share), share, "A share is above 0 and below 1.");
        string[] sources = [.. pairs.Select(pair => pair.Source).Distinct(StringComparer.Ordinal)];
        new RandomSource(seed).Stream("split").Shuffle<string>(sources);
        HashSet<string> held = new(sources.Take((int)Math.Round(share * sources.Length)), StringComparer.Ordinal);
        return (With(pairs.Where(pair => !held.Contains(pair.Source))), With(pairs.Where(pair => held.Contains(pair.Source))));

        ParallelDataset With(IEnumerable<TextPair> part) => new(Origin, [.. part], Notes);
    }

    /// <inheritdoc/>
    public IEnumerator<TextPair> GetEnumerator() => pairs.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    public override string ToString() => $"ParallelDataset({Origin}: {Count} pairs)";
}

/// <summary>The parts of a parallel data set.</summary>
public sealed record ParallelSplit(ParallelDataset Train, ParallelDataset Validation, ParallelDataset Test);
