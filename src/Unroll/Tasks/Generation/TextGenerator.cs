using Unroll.Formats.Onnx;
using Unroll.Layers;
using Unroll.Tensors;
using Unroll.Text;
using Unroll.Training;

namespace Unroll.Tasks.Generation;

/// <summary>Continues a text, with a recurrent network that has learned from texts what comes next.</summary>
/// <example><code>
/// TextGenerator generator = TextGenerator.Train(TextCorpus.FromFiles("stories.txt"), new() { HiddenSize = 256 });
/// generator.Save("stories");
/// await foreach (string piece in generator.GenerateAsync("Once upon", new(Temperature: 0.8f)))
/// {
///     Console.Write(piece);
/// }
/// </code></example>
/// <remarks>A trained generator may be used by several threads at once.</remarks>
public sealed class TextGenerator
{
    readonly LanguageModelNetwork network;
    readonly TextCoder coder;

    internal TextGenerator(TextGeneratorOptions options, TextCoder coder, RandomSource? weights = null)
    {
        (Options, this.coder, Arenas) = (options, coder, new(options.Threads));
        network = new(options, coder.Vocabulary.Count, weights);
    }

    /// <summary>What it is made of and how it was trained.</summary>
    public TextGeneratorOptions Options { get; }

    /// <summary>How the training went; null for a loaded generator.</summary>
    public TrainingResult? Training { get; private set; }

    /// <summary>Number of numbers that training changed.</summary>
    public long ParameterCount => network.ParameterCount;

    /// <summary>Number of different tokens, the unknown one included.</summary>
    public int VocabularySize => network.VocabularySize;

    internal LanguageModelNetwork Network => network;

    internal TextCoder Coder => coder;

    internal ArenaPool Arenas { get; }

    /// <summary>Trains a generator.</summary>
    /// <param name="training">The text to learn from.</param>
    /// <param name="options">The network and its training; null for the defaults.</param>
    /// <param name="validation">A text that decides which epoch was the best and when to stop; null to hold out the last tenth of the text.</param>
    /// <param name="runFolder">Where checkpoints and history go; when it holds an unfinished run of the same text and options, that
    /// run goes on and ends with the bits it would have had. Null to keep nothing.</param>
    /// <param name="progress">Told about every epoch, and some twenty times a second.</param>
    /// <param name="cancellationToken">Stops between two steps, with a checkpoint where there is a run folder.</param>
    /// <exception cref="InvalidDataException">The text is too short for the batches that the options ask for.</exception>
    /// <exception cref="TrainingCanceledException">Training was stopped.</exception>
    /// <exception cref="NonFiniteLossException">The loss became NaN or infinite.</exception>
    public static TextGenerator Train(
        TextCorpus training,
        TextGeneratorOptions? options = null,
        TextCorpus? validation = null,
        string? runFolder = null,
        IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        options ??= new();
        if (validation is null)
        {
            const double share = 0.1;
            (training, validation, _) = training.Split(share);
        }

        TextGenerator generator = new(options, TextCoder.Build(training, options));
        int[] ids = generator.EncodeForTraining(training), held = generator.coder.Encode(validation.Text);
        RecurrentState start = generator.network.NewState(options.BatchSize);
        CarriedState carried = new([.. start.Cells.SelectMany(parts => parts).Select(part => part.Shape)]);
        Trainer<StreamChunk> trainer = new(generator.network, chunk => generator.Loss(chunk, start, carried), TokenStreams.Of(ids, options),
            TrainingOptionsOf(options, validates: held.Length > 1))
        {
            Validate = held.Length > 1 ? arena => generator.Validate(held, arena) : null,
            Goal = MetricGoal.Minimize,
            Carried = carried,
            Folder = runFolder,
        };
        generator.Training = runFolder is null ? trainer.Train(progress, cancellationToken) : trainer.Resume(progress, cancellationToken);
        return generator;
    }

    /// <summary>Measures how well the generator foresees a text.</summary>
    /// <param name="text">Two tokens or more.</param>
    /// <exception cref="InvalidDataException">The text is shorter.</exception>
    public LanguageReport Evaluate(TextCorpus text)
    {
        int[] ids = coder.EncodeForMeasuring(text);
        return TextCoder.Report(text, ids, StreamEvaluation.Nats(network, ids, new Arena(Options.Threads)));
    }

    /// <summary>Continues a text, piece by piece as it is written.</summary>
    /// <param name="prompt">The beginning; it is not repeated.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="cancellationToken">Stops after the token under way.</param>
    /// <exception cref="InvalidDataException">The prompt is empty, or the generator does not know one of its tokens.</exception>
    /// <exception cref="OperationCanceledException">Writing was stopped.</exception>
    public IAsyncEnumerable<string> GenerateAsync(string prompt, GenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        GeneratorSession session = NewSession();
        session.Read(prompt);
        return session.WriteAsync(options, cancellationToken);
    }

    /// <summary>Whether a text can be a prompt: it is not empty, and the generator knows every token of it.</summary>
    /// <param name="prompt">Any text.</param>
    public bool Knows(string prompt) => coder.Encode(prompt) is { Length: > 0 } ids && !ids.Contains(Vocabulary.UnknownIndex);

    /// <summary>Begins a text that is read and written in turns.</summary>
    public GeneratorSession NewSession() => new(this);

    /// <summary>Goes on with a session that was saved.</summary>
    /// <param name="path">What <see cref="GeneratorSession.Save"/> wrote.</param>
    /// <exception cref="InvalidDataException">The file is damaged or another model's; one line that says so.</exception>
    /// <exception cref="IOException">The file is missing or cannot be read.</exception>
    public GeneratorSession LoadSession(string path) => SessionFile.Load(this, path);

    /// <summary>The network as an ONNX step model: token ids, lengths and a state in, logits and the next state out.</summary>
    /// <param name="texts">Texts that a run of the model is compared on, 64 tokens of each of the first 32; null for sequences made from the vocabulary.</param>
    public IReadOnlyList<OnnxExport> ToOnnx(IReadOnlyList<string>? texts = null)
    {
        // Every token has a score for every other: more would fill the memory.
        const int most = 32, longest = 64;
        return [TextGeneratorOnnx.Export(network, texts is { Count: > 0 }
            ? [.. texts.Take(most).Select(text => coder.Encode(text).Take(longest).ToArray())]
            : OnnxBatch.MadeUp(VocabularySize))];
    }

    /// <summary>Numbers in the vector that <see cref="Embed"/> gives a text.</summary>
    public int VectorSize => network.OutputSize;

    /// <summary>The hidden state of the last recurrent layer after each text, which holds what the generator needs to go on with it.</summary>
    /// <param name="texts">Any texts; their vectors do not depend on each other. Tokens that the generator does not know are read as the unknown token.</param>
    /// <returns>One vector a text, in order, each of <see cref="VectorSize"/> numbers; zeros for a text without tokens.</returns>
    /// <remarks>Such states as features of a text: Radford, Jozefowicz and Sutskever (2017).</remarks>
    public IReadOnlyList<float[]> Embed(IReadOnlyList<string> texts) => TextStates.After([.. texts.Select(coder.Encode)], network, new Arena(Options.Threads));

    /// <summary>Writes a model folder: config.json, model.safetensors, vocabulary.txt, and what is known of its training.</summary>
    /// <param name="folder">Made when missing; files in it are replaced, each as a whole.</param>
    /// <param name="metrics">Written as metrics.json when given.</param>
    /// <exception cref="IOException">A file cannot be written; one line that names it.</exception>
    public void Save(string folder, LanguageReport? metrics = null) => TextGeneratorFolder.Save(this, folder, metrics);

    /// <summary>Reads a model folder.</summary>
    /// <param name="folder">What <see cref="Save"/> wrote.</param>
    /// <param name="threads">Threads used, 1 or more; null for every core. Answers do not depend on it.</param>
    /// <exception cref="InvalidDataException">A file is missing, damaged or another model's; one line that says which.</exception>
    public static TextGenerator Load(string folder, int? threads = null) => TextGeneratorFolder.Load(folder, threads);

    /// <summary>The network in words.</summary>
    public override string ToString() => $"TextGenerator({VocabularySize} tokens, {Options.Cell}, {ParameterCount} parameters)";

    static TrainingOptions TrainingOptionsOf(TextGeneratorOptions options, bool validates) => new(
        options.Epochs,
        options.LearningRate,
        options.Optimizer,
        WeightDecay: options.WeightDecay,
        Schedule: new(options.Schedule, LowestRate: options.LearningRate * LowestShareOfRate),
        ClipNorm: options.ClipNorm,
        Patience: validates ? options.Patience : null,
        CheckpointEverySteps: StepsBetweenCheckpoints,
        Seed: options.Seed,
        Threads: options.Threads,
        InspectEverySteps: options.InspectEverySteps);

    const double LowestShareOfRate = 0.02;

    // Steps of a language model are large: half a minute of work at most is lost by a kill.
    const int StepsBetweenCheckpoints = 100;

    int[] EncodeForTraining(TextCorpus training)
    {
        int[] ids = coder.Encode(training.Text);
        if (ids.Length < 2 * Options.BatchSize)
        {
            throw new InvalidDataException(
                $"{training.Source}: {ids.Length} tokens are left to learn from, too few to read at {Options.BatchSize} places at once; give more text, or a batch size of {Math.Max(1, ids.Length / 2)} or less.");
        }

        return ids;
    }

    BatchLoss Loss(StreamChunk chunk, RecurrentState shape, CarriedState carried)
    {
        if (chunk.IsFirst)
        {
            carried.Clear();
        }

        int part = 0;
        RecurrentState initial = shape.Map(_ => carried.Tensors[part++]);
        (Tensor loss, RecurrentState final) = network.Loss(chunk.Tokens, chunk.Next.Ids, initial);
        carried.Keep(final.Cells.SelectMany(parts => parts));
        return new(loss, chunk.Tokens.TokenCount, Tokens: chunk.Tokens.TokenCount);
    }

    Validation Validate(int[] held, Arena arena)
    {
        double loss = StreamEvaluation.Nats(network, held, arena) / (held.Length - 1);
        return new(loss, loss);
    }
}
