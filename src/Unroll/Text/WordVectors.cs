using System.Globalization;

namespace Unroll.Text;

/// <summary>
/// Pretrained vectors of the words that a vocabulary holds, from the text formats of GloVe ("word v1 v2 ..."), word2vec and fastText
/// (the same below a line "count dimension"). Files are read as a stream, so only the vectors that are needed are kept.
/// </summary>
public sealed class WordVectors
{
    const int MaximumDimension = 10_000;

    // A vector of MaximumDimension numbers of 25 characters fits.
    const int MaximumLine = 1 << 18;

    readonly Dictionary<int, int> rows;
    readonly List<float> values;

    WordVectors(int dimension, long inFile, Dictionary<int, int> rows, List<float> values) =>
        (Dimension, InFile, this.rows, this.values) = (dimension, inFile, rows, values);

    /// <summary>Numbers in each vector.</summary>
    public int Dimension { get; }

    /// <summary>Vectors in the file.</summary>
    public long InFile { get; }

    /// <summary>Vectors found for entries of the vocabulary.</summary>
    public int Count => rows.Count;

    /// <summary>Finds the vector of a vocabulary entry, [Dimension].</summary>
    /// <param name="index">Index into the vocabulary.</param>
    /// <param name="vector">The vector; empty if the file has none.</param>
    public bool TryGet(int index, out ReadOnlySpan<float> vector)
    {
        bool found = rows.TryGetValue(index, out int row);
        vector = found ? System.Runtime.InteropServices.CollectionsMarshal.AsSpan(values).Slice(row * Dimension, Dimension) : default;
        return found;
    }

    /// <summary>Reads the vectors of a vocabulary's entries from a file, gzip or not. Of a word that occurs twice the first counts.</summary>
    /// <exception cref="InvalidDataException">The file is missing or a line is not a word and as many numbers as in the first.</exception>
    public static WordVectors Load(string path, Vocabulary vocabulary)
    {
        using LineReader lines = LineReader.Open(path, MaximumLine);
        Dictionary<int, int> rows = [];
        List<float> values = [];
        float[] vector = [];
        long count = 0;
        while (lines.TryRead(out ReadOnlySpan<char> line))
        {
            line = line.TrimEnd(" \t");
            if (line.IsEmpty) continue;
            if (lines.Line == 1 && IsHeader(line, path, out int announced))
            {
                vector = new float[announced];
                continue;
            }
            if (vector.Length == 0) vector = new float[Width(line, path, lines.Line)];
            ReadOnlySpan<char> word = Parse(line, vector, path, lines.Line);
            count++;
            if (vocabulary.TryGetIndex(word, out int index) && rows.TryAdd(index, rows.Count)) values.AddRange(vector);
        }
        if (count == 0) throw DataError.In(path, "holds no vector.");
        return new(vector.Length, count, rows, values);
    }

    /// <inheritdoc/>
    public override string ToString() => $"WordVectors({Count} of {InFile}, {Dimension} numbers each)";

    static bool IsHeader(ReadOnlySpan<char> line, string path, out int dimension)
    {
        int space = line.IndexOf(' ');
        dimension = 0;
        if (space < 0 || !long.TryParse(line[..space], NumberStyles.None, CultureInfo.InvariantCulture, out _)
            || !int.TryParse(line[(space + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out dimension))
        {
            return false;
        }
        if (dimension is < 1 or > MaximumDimension)
        {
            throw DataError.At(path, 1, $"a dimension of {dimension}; 1 to {MaximumDimension} are possible.");
        }
        return true;
    }

    /// <summary>Numbers behind the word in the first line of a file without header: a word may be a number itself, but has no space there.</summary>
    static int Width(ReadOnlySpan<char> line, string path, int number)
    {
        int width = line.CountAny(' ', '\t');
        return width is >= 1 and <= MaximumDimension ? width
            : throw DataError.At(path, number, $"expected a word and 1 to {MaximumDimension} numbers between spaces, got {width} numbers; only the text formats of GloVe, word2vec and fastText are read.");
    }

    /// <summary>Takes the numbers from the end of a line, because some words hold spaces; returns the word before them.</summary>
    static ReadOnlySpan<char> Parse(ReadOnlySpan<char> line, float[] vector, string path, int number)
    {
        ReadOnlySpan<char> rest = line;
        for (int i = vector.Length - 1; i >= 0; i--)
        {
            int space = rest.LastIndexOfAny(' ', '\t');
            if (space < 0) throw DataError.At(path, number, $"expected a word and {vector.Length} numbers as in the lines before, got {vector.Length - 1 - i} numbers.");
            if (!float.TryParse(rest[(space + 1)..], NumberStyles.Float, CultureInfo.InvariantCulture, out vector[i]) || !float.IsFinite(vector[i]))
            {
                throw DataError.At(path, number, $"{DataError.Shown(rest[(space + 1)..])} is not a number; expected a word and {vector.Length} finite numbers.");
            }
            rest = rest[..space];
        }
        return rest;
    }
}
