using Unroll.Formats.Onnx;
using Unroll.Tensors;

namespace Unroll.Tasks;

/// <summary>Sequences of ids as a model's inputs: a padded rectangle and the lengths.</summary>
/// <param name="Rows">The ids of each sequence.</param>
sealed record OnnxBatch(IReadOnlyList<int[]> Rows)
{
    const int MostRows = 32;

    internal TokenBatch Tokens => TokenBatch.From(Rows);

    /// <summary>Columns of the rectangle: an operator wants one at least.</summary>
    internal int Width => Math.Max(1, Rows.Max(row => row.Length));

    /// <summary>Sequences in batches; the first once more alone, because a batch of one takes other paths.</summary>
    internal static IEnumerable<OnnxBatch> Of(IReadOnlyList<int[]> rows)
    {
        OnnxBatch[] batches = [.. rows.Chunk(MostRows).Select(chunk => new OnnxBatch(chunk))];
        return rows.Count > 1 ? [.. batches, new([rows[0]])] : batches;
    }

    /// <summary>Sequences of many lengths over a whole vocabulary, the same every time.</summary>
    /// <param name="ids">Ids there are.</param>
    /// <param name="least">Ids of the shortest sequence.</param>
    /// <param name="stream">Another stream gives other ids.</param>
    internal static int[][] MadeUp(int ids, int least = 0, string stream = "texts")
    {
        RandomSource random = new RandomSource(1).Stream(stream);
        ReadOnlySpan<int> lengths = [9, 0, 1, 23, 4, 40, 2, 12];
        int[][] rows = new int[lengths.Length][];
        for (int i = 0; i < rows.Length; i++)
        {
            rows[i] = new int[Math.Max(least, lengths[i])];
            for (int t = 0; t < rows[i].Length; t++)
            {
                rows[i][t] = random.NextInt(ids);
            }
        }

        return rows;
    }

    internal OnnxTensor Ids(string name) => Padded(name, Rows, padding: 0);

    internal OnnxTensor Lengths(string name) => OnnxTensor.Of(name, (ReadOnlySpan<int>)[.. Rows.Select(row => row.Length)], Rows.Count);

    /// <summary>Numbers of each token, [batch, time].</summary>
    internal static OnnxTensor Padded(string name, IReadOnlyList<int[]> rows, long padding)
    {
        int width = Math.Max(1, rows.Max(row => row.Length));
        long[] padded = [.. rows.SelectMany(row => Enumerable.Range(0, width).Select(t => t < row.Length ? row[t] : padding))];
        return OnnxTensor.Of(name, padded, rows.Count, width);
    }

    /// <summary>Packed vectors as a rectangle with zeros behind each sequence's end, [batch, time, features].</summary>
    internal OnnxTensor Padded(string name, Sequences packed)
    {
        int features = packed.Features;
        float[] padded = new float[Rows.Count * Width * features];
        for (int row = 0; row < Rows.Count; row++)
        {
            for (int t = 0; t < Rows[row].Length; t++)
            {
                packed.Data.Values.Slice(packed.Layout.Row(row, t) * features, features).CopyTo(padded.AsSpan((row * Width + t) * features));
            }
        }

        return OnnxTensor.Of(name, padded, Rows.Count, Width, features);
    }
}
