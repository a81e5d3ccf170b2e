using System.Collections;
using System.Globalization;
using Unroll.Tensors;

namespace Unroll.Text;

/// <summary>Texts with their classes, held in memory in the order of the source.</summary>
public sealed class TextDataset : IReadOnlyList<LabeledText>
{
    readonly LabeledText[] items;

    /// <summary>A data set of these texts.</summary>
    /// <exception cref="ArgumentException">A label is not an index into the class names, or a class name occurs twice.</exception>
    public TextDataset(string source, IReadOnlyList<string> classNames, IEnumerable<LabeledText> items, IReadOnlyList<string>? notes = null)
    {
        Source = source;
        ClassNames = classNames;
        Notes = notes ?? [];
        this.items = [.. items];
        if (classNames.Distinct(StringComparer.Ordinal).Count() != classNames.Count)
        {
            throw new ArgumentException($"class names must differ, got {DataError.Listed(classNames)}.", nameof(classNames));
        }
        int[] counts = new int[classNames.Count];
        foreach (LabeledText item in this.items)
        {
            if ((uint)item.Label >= (uint)counts.Length)
            {
                throw new ArgumentException($"label {item.Label} is not an index into {counts.Length} classes.", nameof(items));
            }
            counts[item.Label]++;
        }
        ClassCounts = counts;
    }

    /// <summary>Where the texts came from: a path or a name.</summary>
    public string Source { get; }

    /// <summary>The classes; a label is an index into this list. Sorted ordinally, or by value if all are numbers, unless given.</summary>
    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>Number of texts of each class, [classes].</summary>
    public IReadOnlyList<int> ClassCounts { get; }

    /// <summary>What was guessed or left out while reading, a sentence each, for a person to check.</summary>
    public IReadOnlyList<string> Notes { get; }

    /// <summary>Number of texts.</summary>
    public int Count => items.Length;

    /// <summary>The text at a 0-based position.</summary>
    public LabeledText this[int index] => items[index];

    /// <summary>The most frequent class, the first of them when several are; always answering it is the plainest baseline.</summary>
    public int MajorityClass
    {
        get
        {
            int best = 0;
            for (int i = 1; i < ClassCounts.Count; i++)
            {
                if (ClassCounts[i] > ClassCounts[best]) best = i;
            }
            return best;
        }
    }

    /// <summary>One line about the balance of the classes, such as "2 classes: ham 4827, spam 747; 6.5 to 1".</summary>
    public string BalanceSummary
    {
        get
        {
            const int most = 8;
            IEnumerable<int> order = Enumerable.Range(0, ClassNames.Count).OrderByDescending(i => ClassCounts[i]).ThenBy(i => i);
            string classes = string.Join(", ", order.Take(most).Select(i => string.Create(CultureInfo.InvariantCulture, $"{ClassNames[i]} {ClassCounts[i]}")));
            int largest = ClassCounts.DefaultIfEmpty().Max(), smallest = ClassCounts.DefaultIfEmpty().Min();
            string ratio = smallest == 0 ? "some are empty" : string.Create(CultureInfo.InvariantCulture, $"{(double)largest / smallest:0.#} to 1");
            return $"{ClassNames.Count} classes: {classes}{(ClassNames.Count > most ? ", ..." : "")}; {ratio}";
        }
    }

    /// <summary>Weights that make every class count alike in a loss: texts / (classes · texts of the class), [classes]; 0 for an empty class.</summary>
    public float[] BalancedClassWeights()
    {
        int present = ClassCounts.Count(count => count > 0);
        return [.. ClassCounts.Select(count => count == 0 ? 0f : (float)((double)Count / ((double)present * count)))];
    }

    /// <summary>The texts at these positions, in this order, with the same classes.</summary>
    public TextDataset Select(IReadOnlyList<int> positions) => new(Source, ClassNames, positions.Select(i => items[i]), Notes);

    /// <summary>
    /// Cuts off a validation and a test part with the same share of every class. The same seed gives the same parts on every machine.
    /// </summary>
    /// <param name="validation">Share of the validation part, 0 or more.</param>
    /// <param name="test">Share of the test part, 0 or more; together less than 1.</param>
    /// <param name="seed">Seed of the shuffle.</param>
    public TextSplit Split(double validation, double test = 0, ulong seed = 0)
    {
        int[][] parts = StratifiedSplit.Positions([.. items.Select(item => item.Label)], ClassNames.Count, [1 - validation - test, validation, test],
            new RandomSource(seed).Stream("split"));
        return new(Select(parts[0]), Select(parts[1]), Select(parts[2]));
    }

    /// <summary>A data set of texts that a program already holds.</summary>
    /// <param name="items">Each text with its label; white space around a label does not count.</param>
    /// <param name="source">What messages call it; they count an item as a line.</param>
    /// <exception cref="InvalidDataException">A label is empty, or there are fewer than two different ones.</exception>
    public static TextDataset From(IEnumerable<(string Text, string Label)> items, string source = "texts")
    {
        LabelMap labels = new(new());
        List<LabeledText> labeled = [];
        foreach ((string text, string label) in items)
        {
            labeled.Add(new(text, labels.Index(label, source, labeled.Count + 1)));
        }
        return labels.Finish(source, labeled, notes: []);
    }

    /// <summary>Reads a comma, tab, semicolon or bar separated table, with header or without, gzip or not.</summary>
    /// <param name="path">The file.</param>
    /// <param name="text">Column of the text by name or 1-based number; null: guessed, see <see cref="Notes"/>.</param>
    /// <param name="label">Column of the label by name or 1-based number; null: guessed, see <see cref="Notes"/>.</param>
    /// <exception cref="InvalidDataException">The file is at fault; one line says where and how to mend it.</exception>
    public static TextDataset FromCsv(string path, string? text = null, string? label = null) =>
        FromCsv(path, new TextDatasetOptions(text is null ? null : [text], label));

    /// <inheritdoc cref="FromCsv(string, string?, string?)"/>
    public static TextDataset FromCsv(string path, TextDatasetOptions options) => LabeledTable.Read(path, TableFormat.DetectDelimited(path), options);

    /// <summary>Reads one JSON object a line, gzip or not; properties play the part of columns.</summary>
    /// <exception cref="InvalidDataException">The file is at fault; one line says where and how to mend it.</exception>
    public static TextDataset FromJsonLines(string path, TextDatasetOptions? options = null) =>
        LabeledTable.Read(path, TableFormat.JsonLines, options ?? new());

    /// <summary>
    /// Reads a folder: with subfolders, each is a class and every file in it a text; without, each file is a class and every line a text.
    /// </summary>
    /// <exception cref="InvalidDataException">The folder or a file is at fault; one line says where and how to mend it.</exception>
    public static TextDataset FromFolder(string path, TextDatasetOptions? options = null) => LabeledFiles.ReadFolder(path, options ?? new());

    /// <summary>Reads files that are a class each and hold a text a line; empty lines are left out and counted in <see cref="Notes"/>.</summary>
    /// <exception cref="InvalidDataException">A file is at fault; one line says where and how to mend it.</exception>
    public static TextDataset FromFiles(IReadOnlyList<string> paths, TextDatasetOptions? options = null) => LabeledFiles.ReadLines(paths, options ?? new());

    /// <summary>Reads a folder or a file of any known form; the form is told by the content.</summary>
    /// <exception cref="InvalidDataException">The data is at fault; one line says where and how to mend it.</exception>
    public static TextDataset Load(string path, TextDatasetOptions? options = null) => Directory.Exists(path)
        ? FromFolder(path, options)
        : LabeledTable.Read(path, TableFormat.Detect(path), options ?? new());

    /// <inheritdoc/>
    public IEnumerator<LabeledText> GetEnumerator() => ((IEnumerable<LabeledText>)items).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    public override string ToString() => $"TextDataset({Source}: {Count} texts, {ClassNames.Count} classes)";
}

/// <summary>The parts of a data set; a part that was not asked for is empty.</summary>
public sealed record TextSplit(TextDataset Train, TextDataset Validation, TextDataset Test);
