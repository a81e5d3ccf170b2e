using Unroll.Layers;
using Unroll.Tensors;

namespace Unroll.Benchmarks;

/// <summary>What stands on top of the recurrent layer, and so what the loss is.</summary>
enum Head
{
    /// <summary>The layer alone; the loss is the sum of its outputs.</summary>
    None,

    /// <summary>A linear classifier on the last hidden state, cross entropy over the sequences.</summary>
    ClassifySequence,

    /// <summary>A linear decoder at every token, cross entropy over the tokens.</summary>
    ClassifyToken,
}

/// <summary>What a training or inference step reads.</summary>
enum InputKind
{
    /// <summary>A vector a token.</summary>
    Vectors,

    /// <summary>An id a token, looked up in an embedding table.</summary>
    Ids,

    /// <summary>An id a token, as a vector with a single 1.</summary>
    OneHot,
}

/// <summary>One network and batch, as the performance goals name them.</summary>
/// <param name="Name">Such as W2.</param>
/// <param name="Title">In words, for tables.</param>
/// <param name="Cell">The recurrent cell.</param>
/// <param name="Inputs">Features that the recurrent layer reads.</param>
/// <param name="Hidden">Hidden size.</param>
/// <param name="Lengths">Tokens of each sequence, longest first.</param>
sealed record Workload(string Name, string Title, CellKind Cell, int Inputs, int Hidden, int[] Lengths)
{
    /// <summary>Recurrent layers.</summary>
    public int Layers { get; init; } = 1;

    /// <summary>Whether every layer reads both ways.</summary>
    public bool Bidirectional { get; init; }

    /// <summary>What is read at each token.</summary>
    public InputKind Input { get; init; } = InputKind.Vectors;

    /// <summary>Rows of the embedding table, or symbols of a one-hot input.</summary>
    public int Vocabulary { get; init; }

    /// <summary>What stands on top.</summary>
    public Head Head { get; init; }

    /// <summary>Classes of the head.</summary>
    public int Classes { get; init; }

    /// <summary>Whether the goals ask for training.</summary>
    public bool Trains { get; init; } = true;

    /// <summary>Whether the goals ask for inference.</summary>
    public bool Infers { get; init; } = true;

    /// <summary>Whether inference goes one step at a time, from the state of the step before.</summary>
    public bool Streams { get; init; }

    /// <summary>Whether libtorch is judged by its fastest tenth, because its own times scatter widely.</summary>
    public bool JudgePeerByFastestTenth { get; init; }

    /// <summary>Batches that differ, taken in turn.</summary>
    public int Batches { get; init; } = 1;

    /// <summary>Sequences in a batch.</summary>
    public int Batch => Lengths.Length;

    /// <summary>Length of the longest sequence.</summary>
    public int Steps => Lengths[0];

    /// <summary>Real tokens in a batch.</summary>
    public int Tokens => Lengths.Sum();

    /// <summary>Whether all sequences are equally long, so that the batch is a rectangle.</summary>
    public bool IsRectangle => Lengths[^1] == Steps;

    /// <summary>Gates of the cell.</summary>
    public int Gates => Cell switch { CellKind.Lstm => 4, CellKind.Gru => 3, _ => 1 };

    int Directions => Bidirectional ? 2 : 1;

    /// <summary>Features that the last recurrent layer gives for a token.</summary>
    public int OutputSize => Hidden * Directions;

    /// <summary>Useful floating-point operations of one step: two for each multiply-add of the matrix products.</summary>
    /// <param name="training">With the way back: gradients of the weights, and of every product's input that needs one.</param>
    public double Flops(bool training)
    {
        double flops = 0;
        for (int layer = 0; layer < Layers; layer++)
        {
            double inputs = layer == 0 ? Inputs : OutputSize, perToken = 2.0 * Gates * Hidden * Directions;
            bool inputNeedsGradient = layer > 0 || Input == InputKind.Ids;
            flops += Tokens * perToken * inputs * (!training ? 1 : inputNeedsGradient ? 3 : 2);
            flops += Tokens * perToken * Hidden * (training ? 3 : 1);
        }
        int rows = Head == Head.None ? 0 : Head == Head.ClassifyToken ? Tokens : Batch;
        return flops + rows * 2.0 * OutputSize * Classes * (training ? 3 : 1);
    }

    /// <summary>All workloads, in the goals' order.</summary>
    public static IReadOnlyList<Workload> All { get; } =
    [
        new("W1", "lesson: embedding 95,812 x 64, LSTM 32, 4 classes, batch 16, 50 steps", CellKind.Lstm, 64, 32, Equal(16, 50))
        {
            Input = InputKind.Ids, Vocabulary = 95_812, Head = Head.ClassifySequence, Classes = 4, Batches = 2048, Infers = false,
            JudgePeerByFastestTenth = true,
        },
        new("W1L", "LSTM 64->32, batch 16, 50 steps", CellKind.Lstm, 64, 32, Equal(16, 50)),
        new("W2", "LSTM 128->256, batch 64, 64 steps", CellKind.Lstm, 128, 256, Equal(64, 64)),
        new("W3", "LSTM 512->512, 2 layers, batch 64, 64 steps", CellKind.Lstm, 512, 512, Equal(64, 64)) { Layers = 2 },
        new("W4", "LSTM 300->256, 2 layers, bidirectional, batch 32, lengths 10 to 100", CellKind.Lstm, 300, 256, Spread(32, 10, 100))
        {
            Layers = 2, Bidirectional = true,
        },
        new("W5", "characters: 65 symbols, 2 x LSTM 512, decoder, batch 50, 50 steps", CellKind.Lstm, 65, 512, Equal(50, 50))
        {
            Input = InputKind.OneHot, Vocabulary = 65, Layers = 2, Head = Head.ClassifyToken, Classes = 65,
        },
        new("W6-1", "LSTM 128->256, batch 1, one step at a time", CellKind.Lstm, 128, 256, Equal(1, 1)) { Trains = false, Streams = true },
        new("W6-64", "LSTM 128->256, batch 1, 64 steps", CellKind.Lstm, 128, 256, Equal(1, 64)) { Trains = false },
        new("W7", "GRU 128->256, batch 64, 64 steps", CellKind.Gru, 128, 256, Equal(64, 64)),
        new("W8", "RNN 64->32, batch 16, 50 steps", CellKind.Rnn, 64, 32, Equal(16, 50)),
    ];

    static int[] Equal(int batch, int steps) => [.. Enumerable.Repeat(steps, batch)];

    // Evenly from longest to shortest.
    static int[] Spread(int batch, int shortest, int longest) =>
        [.. Enumerable.Range(0, batch).Select(i => longest - i * (longest - shortest) / (batch - 1))];

    /// <summary>The features of a batch, [tokens, inputs], packed; the same for every side.</summary>
    public float[] Vectors()
    {
        RandomSource random = new RandomSource(1).Stream(Name);
        float[] values = new float[Tokens * Inputs];
        for (int i = 0; i < values.Length; i++)
            values[i] = 2 * random.NextFloat() - 1;
        return values;
    }

    /// <summary>The ids of the first batch as vectors with a single 1, [tokens, vocabulary].</summary>
    public float[] OneHot()
    {
        int[] ids = Ids(batch: 0);
        float[] values = new float[Tokens * Vocabulary];
        for (int i = 0; i < ids.Length; i++)
            values[i * Vocabulary + ids[i]] = 1;
        return values;
    }

    /// <summary>The ids of a batch, packed: the r-th most frequent one is as likely as 1 / r, as words are.</summary>
    public int[] Ids(int batch)
    {
        RandomSource random = new RandomSource(2).Stream(Name).Stream(batch);
        int[] ids = new int[Tokens];
        for (int i = 0; i < ids.Length; i++)
            ids[i] = Math.Min(Vocabulary, (int)Math.Pow(Vocabulary, random.NextFloat())) % Vocabulary;
        return ids;
    }

    /// <summary>The classes to learn, one a sequence or a token.</summary>
    public int[] Labels(int batch)
    {
        RandomSource random = new RandomSource(3).Stream(Name).Stream(batch);
        int[] labels = new int[Head == Head.ClassifyToken ? Tokens : Batch];
        for (int i = 0; i < labels.Length; i++)
            labels[i] = (int)(random.NextFloat() * Classes);
        return labels;
    }

    /// <summary>Packed rows as a padded rectangle, [steps, batch, width], with zeros where a sequence has ended.</summary>
    public float[] Padded(float[] packed)
    {
        int width = packed.Length / Tokens;
        float[] padded = new float[Steps * Batch * width];
        int row = 0;
        ForEachToken((step, sequence) => packed.AsSpan(row++ * width, width).CopyTo(padded.AsSpan((step * Batch + sequence) * width)));
        return padded;
    }

    /// <summary>The real rows of a padded rectangle; the way back of <see cref="Padded"/>.</summary>
    public float[] Packed(float[] padded)
    {
        int width = padded.Length / (Steps * Batch);
        float[] packed = new float[Tokens * width];
        int row = 0;
        ForEachToken((step, sequence) => padded.AsSpan((step * Batch + sequence) * width, width).CopyTo(packed.AsSpan(row++ * width)));
        return packed;
    }

    void ForEachToken(Action<int, int> visit)
    {
        for (int step = 0; step < Steps; step++)
        {
            for (int sequence = 0; sequence < Batch && Lengths[sequence] > step; sequence++)
                visit(step, sequence);
        }
    }

    /// <summary>Name and title.</summary>
    public override string ToString() => $"{Name} ({Title})";
}
