using Unroll.Formats.Onnx;
using Unroll.Kernels;
using Unroll.Operations;
using Unroll.Tensors;
using Unroll.Text;
using Unroll.Training;

namespace Unroll.Tasks;

/// <summary>Says to which of some classes a text belongs, with a recurrent network trained on examples.</summary>
/// <example><code>
/// TextDataset data = TextDataset.FromCsv("reviews.csv", text: "Review", label: "Sentiment");
/// TextClassifier model = TextClassifier.Train(data, new() { Cell = CellKind.Lstm, HiddenSize = 128 });
/// model.Save("sentiment");
/// Prediction answer = TextClassifier.Load("sentiment").Predict("not bad at all");
/// </code></example>
/// <remarks>A trained classifier may be used by several threads at once.</remarks>
public sealed class TextClassifier
{
    const int EvaluationBatch = 128;

    readonly TextClassifierNetwork network;
    readonly TextEncoder encoder;
    readonly ArenaPool arenas;

    internal TextClassifier(TextClassifierOptions options, IReadOnlyList<string> labels, TextEncoder encoder, RandomSource? weights = null)
    {
        (Options, Labels, this.encoder, arenas) = (options, labels, encoder, new(options.Threads));
        network = new(options, encoder.Vocabulary.Count, labels.Count, weights);
    }

    /// <summary>What it is made of and how it was trained.</summary>
    public TextClassifierOptions Options { get; }

    /// <summary>The classes.</summary>
    public IReadOnlyList<string> Labels { get; }

    /// <summary>How the training went; null for a loaded classifier.</summary>
    public TrainingResult? Training { get; private set; }

    /// <summary>Number of numbers that training changed.</summary>
    public long ParameterCount => network.ParameterCount;

    internal TextClassifierNetwork Network => network;

    internal TextEncoder Encoder => encoder;

    /// <summary>Trains a classifier.</summary>
    /// <param name="training">The texts to learn from, of two classes or more.</param>
    /// <param name="options">The network and its training; null for the defaults.</param>
    /// <param name="validation">
    /// Texts that decide which epoch was the best and when to stop; null to hold out a tenth of the training texts.
    /// </param>
    /// <param name="runFolder">Where checkpoints and history go; when it holds an unfinished run of the same data and options, that
    /// run goes on and ends with the bits it would have had. Null to keep nothing.</param>
    /// <param name="vectors">Pretrained vectors of some tokens, each EmbeddingSize numbers.</param>
    /// <param name="progress">Told about every epoch, and some twenty times a second.</param>
    /// <param name="cancellationToken">Stops between two steps, with a checkpoint where there is a run folder.</param>
    /// <exception cref="InvalidDataException">There are fewer than two classes, or validation has a class that training lacks.</exception>
    /// <exception cref="TrainingCanceledException">Training was stopped.</exception>
    /// <exception cref="NonFiniteLossException">The loss became NaN or infinite.</exception>
    public static TextClassifier Train(
        TextDataset training,
        TextClassifierOptions? options = null,
        TextDataset? validation = null,
        string? runFolder = null,
        IEnumerable<KeyValuePair<string, float[]>>? vectors = null,
        IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellationToken = default) =>
        Train(training, options ?? new(), validation, runFolder, vectors, TimeProvider.System, progress, cancellationToken);

    /// <summary>As the public one, by a clock of the caller's own.</summary>
    internal static TextClassifier Train(
        TextDataset training, TextClassifierOptions options, TextDataset? validation, string? runFolder, IEnumerable<KeyValuePair<string, float[]>>? vectors,
        TimeProvider clock, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken)
    {
        if (training.ClassCounts.Count(count => count > 0) < 2)
        {
            throw new InvalidDataException($"{training.Source}: a classifier needs texts of two classes or more; these are all of one.");
        }

        if (validation is null)
        {
            const double share = 0.1;
            TextSplit split = training.Split(share, seed: options.Seed);
            (training, validation) = (split.Train, split.Validation);
        }

        TextClassifier classifier = new(options, training.ClassNames, BuildEncoder(training, options));
        classifier.LoadVectors(vectors ?? []);
        EncodedTexts texts = classifier.Encode(training), held = classifier.Encode(validation);
        float[] weights = options.BalanceClasses ? training.BalancedClassWeights() : [];
        Trainer<LabeledBatch> trainer = new(classifier.network, batch => classifier.Loss(batch, weights),
            TrainingBatches<LabeledBatch>.Of(texts.Lengths, options.BatchSize, options.Seed, (positions, words) => texts.Batch(positions, options.WordDropout, words)),
            TrainingOptionsOf(options, validates: held.Count > 0))
        {
            Validate = held.Count == 0 ? null : arena => classifier.Validate(held, arena),
            Folder = runFolder,
            Clock = clock,
        };
        classifier.Training = runFolder is null ? trainer.Train(progress, cancellationToken) : trainer.Resume(progress, cancellationToken);
        return classifier;
    }

    /// <summary>Measures the classifier.</summary>
    /// <param name="data">Texts whose classes are known to the classifier.</param>
    /// <exception cref="InvalidDataException">There are no texts, or a class is unknown to the classifier.</exception>
    public ClassificationReport Evaluate(TextDataset data)
    {
        if (data.Count == 0)
        {
            throw new InvalidDataException($"{data.Source}: there is no text to evaluate on.");
        }

        return Evaluate(Encode(data), new Arena(Options.Threads));
    }

    /// <summary>How long texts are in this classifier's tokens, and how many of those it does not know.</summary>
    /// <param name="data">Any texts.</param>
    public TokenStatistics CountTokens(TextDataset data) => TokenStatistics.Of(data, encoder, Options.MaximumTokens);

    /// <summary>Classifies one text.</summary>
    /// <param name="text">Any text, also an empty one.</param>
    public Prediction Predict(string text) => Predict([text])[0];

    /// <summary>Classifies texts together, which is faster than one by one and gives the same bits.</summary>
    /// <param name="texts">Any texts.</param>
    /// <returns>One prediction a text, in order.</returns>
    public IReadOnlyList<Prediction> Predict(IReadOnlyList<string> texts) =>
        [.. RowOfEach(texts, batch => network.Forward(batch).Probabilities()).Select(probabilities =>
        {
            int best = Reductions.IndexOfLargest(probabilities);
            return new Prediction(Labels[best], probabilities[best], probabilities);
        })];

    /// <summary>Tokens of a text, also those behind the last that is read (<see cref="TextClassifierOptions.MaximumTokens"/>).</summary>
    /// <param name="text">Any text.</param>
    public int CountTokens(string text) => encoder.Tokenizer.Tokenize(text).Count;

    /// <summary>Numbers in the vector that <see cref="Embed"/> gives a text.</summary>
    public int VectorSize => network.VectorSize;

    /// <summary>
    /// What the classifier's linear layer reads of each text: the recurrent layers' outputs, pooled as the options say. Texts
    /// between which the classifier sees little difference have vectors that point the same way.
    /// </summary>
    /// <param name="texts">Any texts; their vectors do not depend on each other.</param>
    /// <returns>One vector a text, in order, each of <see cref="VectorSize"/> numbers.</returns>
    public IReadOnlyList<float[]> Embed(IReadOnlyList<string> texts) => RowOfEach(texts, batch => network.Pool(batch).Values.ToArray());

    /// <summary>Writes a model folder: config.json, model.safetensors, vocabulary.txt, and what is known of its training.</summary>
    /// <param name="folder">Made when missing; files in it are replaced, each as a whole.</param>
    /// <param name="metrics">Written as metrics.json when given.</param>
    /// <exception cref="IOException">A file cannot be written; one line that names it.</exception>
    public void Save(string folder, ClassificationReport? metrics = null) => TextClassifierFolder.Save(this, folder, metrics);

    /// <summary>Reads a model folder.</summary>
    /// <param name="folder">What <see cref="Save"/> wrote.</param>
    /// <param name="threads">Threads used, 1 or more; null for every core. Answers do not depend on it.</param>
    /// <exception cref="InvalidDataException">A file is missing, damaged or another model's; one line that says which.</exception>
    public static TextClassifier Load(string folder, int? threads = null) => TextClassifierFolder.Load(folder, threads);

    /// <summary>The network as an ONNX model: token ids and lengths in, logits and probabilities out.</summary>
    /// <param name="texts">Texts that a run of the model is compared on; null for sequences made from the vocabulary.</param>
    public IReadOnlyList<OnnxExport> ToOnnx(IReadOnlyList<string>? texts = null) =>
        [TextClassifierOnnx.Export(network, Labels.Count, texts is { Count: > 0 } ? encoder.Encode(texts) : OnnxBatch.MadeUp(encoder.Vocabulary.Count))];

    /// <summary>The network in words.</summary>
    public override string ToString() =>
        $"TextClassifier({Labels.Count} classes, {encoder.Vocabulary.Count} tokens, {Options.Cell}, {ParameterCount} parameters)";

    static TextEncoder BuildEncoder(TextDataset training, TextClassifierOptions options)
    {
        Tokenizer tokenizer = Tokenizer.Create(options.Tokenizer ?? new());
        TokenCounts counts = TokenCounts.Of(training.Select(item => item.Text), tokenizer);
        return new(tokenizer, Vocabulary.Build(counts, new(options.MinimumFrequency, options.MaximumVocabulary)), options.MaximumTokens);
    }

    static TrainingOptions TrainingOptionsOf(TextClassifierOptions options, bool validates) => new(
        options.Epochs,
        options.LearningRate,
        Schedule: new(ScheduleKind.Cosine, LowestRate: options.LearningRate * LowestShareOfRate),
        ClipNorm: options.ClipNorm,
        Patience: validates ? options.Patience : null,
        CheckpointEverySteps: StepsBetweenCheckpoints,
        Seed: options.Seed,
        Threads: options.Threads,
        InspectEverySteps: options.InspectEverySteps,
        BudgetSeconds: options.BudgetSeconds);

    const double LowestShareOfRate = 0.02;

    // A few seconds of work: little is lost by a kill, and writing costs little beside it.
    const int StepsBetweenCheckpoints = 200;

    void LoadVectors(IEnumerable<KeyValuePair<string, float[]>> vectors) => network.Embedding.Load(vectors
        .Where(vector => encoder.Vocabulary.TryGetIndex(vector.Key, out _))
        .Select(vector => (encoder.Vocabulary.IndexOf(vector.Key), vector.Value)));

    /// <summary>A row for each text, computed for texts of similar length together.</summary>
    /// <param name="texts">Any texts.</param>
    /// <param name="compute">The rows of a batch, one after the other.</param>
    float[][] RowOfEach(IReadOnlyList<string> texts, Func<TokenBatch, float[]> compute)
    {
        Arena arena = arenas.Take();
        int[][] ids = encoder.Encode(texts);
        float[][] rows = new float[ids.Length][];
        int[] order = [.. Enumerable.Range(0, ids.Length).OrderBy(i => ids[i].Length)];
        foreach (int[] positions in order.Chunk(EvaluationBatch))
        {
            using StepMemory step = arena.BeginEvaluation();
            float[] together = compute(TokenBatch.From([.. positions.Select(i => ids[i])]));
            int width = together.Length / positions.Length;
            for (int row = 0; row < positions.Length; row++)
            {
                rows[positions[row]] = together[(row * width)..((row + 1) * width)];
            }
        }

        arenas.Give(arena);
        return rows;
    }

    EncodedTexts Encode(TextDataset data)
    {
        int[] toOurs = [.. data.ClassNames.Select(name => Labels.IndexOfName(name))];
        for (int i = 0; i < toOurs.Length; i++)
        {
            if (toOurs[i] < 0 && data.ClassCounts[i] > 0)
            {
                throw new InvalidDataException(
                    $"{data.Source}: the label '{data.ClassNames[i]}' is unknown to this model; it knows {string.Join(", ", Labels)}.");
            }
        }

        return new(data, [.. data.Select(item => toOurs[item.Label])], encoder);
    }

    BatchLoss Loss(LabeledBatch batch, float[] weights)
    {
        Tensor logits = network.Forward(batch.Tokens);
        Tensor loss = logits.SoftmaxCrossEntropy(batch.Labels, Options.LabelSmoothing, weights);
        return new(loss, batch.Labels.Length, CountCorrect(logits, batch.Labels), batch.Tokens.TokenCount);
    }

    Validation Validate(EncodedTexts texts, Arena arena)
    {
        ClassificationReport report = Evaluate(texts, arena);
        return new(report.Accuracy, report.Loss);
    }

    ClassificationReport Evaluate(EncodedTexts texts, Arena arena)
    {
        ConfusionMatrix matrix = new(Labels.Count);
        double loss = 0;
        foreach (LabeledBatch batch in texts.ByLength(EvaluationBatch))
        {
            using StepMemory step = arena.BeginEvaluation();
            Tensor logits = network.Forward(batch.Tokens);
            loss += logits.SoftmaxCrossEntropy(batch.Labels).Item * (double)batch.Labels.Length;
            for (int row = 0; row < batch.Labels.Length; row++)
            {
                matrix.Add(batch.Labels[row], Reductions.IndexOfLargest(logits.Values.Slice(row * Labels.Count, Labels.Count)));
            }
        }

        return ClassificationReport.From(matrix, Labels, loss / texts.Count);
    }

    static int CountCorrect(Tensor logits, int[] labels)
    {
        int classes = logits.Shape.LastSize, correct = 0;
        for (int row = 0; row < labels.Length; row++)
        {
            correct += Reductions.IndexOfLargest(logits.Values.Slice(row * classes, classes)) == labels[row] ? 1 : 0;
        }

        return correct;
    }
}

static class LabelLists
{
    /// <summary>Position of a name; −1 when it is not there.</summary>
    internal static int IndexOfName(this IReadOnlyList<string> labels, string name)
    {
        for (int i = 0; i < labels.Count; i++)
        {
            if (labels[i] == name)
            {
                return i;
            }
        }

        return -1;
    }
}
