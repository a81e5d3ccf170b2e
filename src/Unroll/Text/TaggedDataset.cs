using System.Collections;
using System.Globalization;
using Unroll.Tensors;

namespace Unroll.Text;

/// <summary>A sentence and the tag of each of its words.</summary>
/// <param name="Words">One or more.</param>
/// <param name="Tags">One a word.</param>
public sealed record TaggedSentence(IReadOnlyList<string> Words, IReadOnlyList<string> Tags);

/// <summary>Sentences whose words have tags, held in memory in the order of the source.</summary>
public sealed class TaggedDataset : IReadOnlyList<TaggedSentence>
{
    // More different tags are a mistake in the choice of the column.
    const int MaximumTags = 1000;

    readonly TaggedSentence[] sentences;

    /// <summary>A data set of these sentences.</summary>
    /// <param name="source">Where they came from, for messages.</param>
    /// <param name="sentences">Sentences of one word or more.</param>
    /// <param name="notes">What a person should know of how they were read.</param>
    /// <exception cref="ArgumentException">A sentence has no words, or not one tag a word.</exception>
    public TaggedDataset(string source, IEnumerable<TaggedSentence> sentences, IReadOnlyList<string>? notes = null)
    {
        (Source, this.sentences, Notes) = (source, [.. sentences], notes ?? []);
        SortedSet<string> tags = new(StringComparer.Ordinal);
        foreach ((IReadOnlyList<string> words, IReadOnlyList<string> ofWords) in this.sentences)
        {
            if (words.Count != ofWords.Count || words.Count == 0)
            {
                throw new ArgumentException($"a sentence has one word or more and a tag for each, got {words.Count} words and {ofWords.Count} tags.", nameof(sentences));
            }
            tags.UnionWith(ofWords);
            WordCount += words.Count;
        }
        TagNames = [.. tags];
    }

    /// <summary>Where the sentences came from: a path or a name.</summary>
    public string Source { get; }

    /// <summary>Every tag that occurs, in ordinal order.</summary>
    public IReadOnlyList<string> TagNames { get; }

    /// <summary>What was found while reading, a sentence each, for a person to check.</summary>
    public IReadOnlyList<string> Notes { get; }

    /// <summary>Number of sentences.</summary>
    public int Count => sentences.Length;

    /// <summary>Number of words.</summary>
    public long WordCount { get; }

    /// <summary>The sentence at a 0-based position.</summary>
    public TaggedSentence this[int index] => sentences[index];

    /// <summary>Reads a CoNLL-U file, or one of the older forms with a word and its columns a line; gzip or not.</summary>
    /// <param name="path">The file.</param>
    /// <param name="choice">Which columns hold words and tags; null for the usual ones: FORM and UPOS, or the first and the last.</param>
    /// <exception cref="InvalidDataException">The file is at fault; one line says where and how to mend it.</exception>
    public static TaggedDataset FromColumns(string path, ColumnChoice? choice = null)
    {
        List<TaggedSentence> sentences = [];
        HashSet<string> tags = new(StringComparer.Ordinal);
        ColumnLayout? layout = null;
        foreach (ColumnSentence sentence in ColumnFile.Read(path, choice))
        {
            layout = sentence.Layout;
            if (sentence.Count == 0) continue;
            sentences.Add(new(sentence.Words, sentence.Tags));
            tags.UnionWith(sentences[^1].Tags);
            if (tags.Count > MaximumTags) throw DataError.In(path, $"more than {MaximumTags} different tags; is column {layout.TagColumn(choice ?? new(), path) + 1} the tags'?");
        }
        return new(path, sentences, [Note(layout!, choice ?? new(), path)]);
    }

    /// <summary>Cuts off a validation and a test part at random; the same seed gives the same parts on every machine.</summary>
    /// <param name="validation">Share of the validation part, 0 or more.</param>
    /// <param name="test">Share of the test part, 0 or more; together less than 1.</param>
    /// <param name="seed">Seed of the shuffle.</param>
    public TaggedSplit Split(double validation, double test = 0, ulong seed = 0)
    {
        int[][] parts = StratifiedSplit.Positions(new int[Count], classes: 1, [1 - validation - test, validation, test], new RandomSource(seed).Stream("split"));
        return new(Select(parts[0]), Select(parts[1]), Select(parts[2]));
    }

    /// <summary>The sentences at these positions, in this order.</summary>
    /// <param name="positions">0-based.</param>
    public TaggedDataset Select(IReadOnlyList<int> positions) => new(Source, positions.Select(i => sentences[i]), Notes);

    /// <inheritdoc/>
    public IEnumerator<TaggedSentence> GetEnumerator() => ((IEnumerable<TaggedSentence>)sentences).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    public override string ToString() => $"TaggedDataset({Source}: {Count} sentences, {WordCount} words, {TagNames.Count} tags)";

    static string Note(ColumnLayout layout, ColumnChoice choice, string path) => string.Create(CultureInfo.InvariantCulture,
        $"{(layout.IsConllU ? "CoNLL-U" : $"{layout.Columns} columns")}: words in column {layout.WordColumn(choice, path) + 1}, tags in column {layout.TagColumn(choice, path) + 1}");
}

/// <summary>The parts of a data set; a part that was not asked for is empty.</summary>
public sealed record TaggedSplit(TaggedDataset Train, TaggedDataset Validation, TaggedDataset Test);
