using Unroll.Formats.Onnx;
using Unroll.Tasks.Decoding;
using Unroll.Tensors;
using Unroll.Text;
using Unroll.Training;

namespace Unroll.Tasks.Translation;

/// <summary>Turns texts into other texts, such as sentences of another language, with an encoder, a decoder and attention learned from pairs.</summary>
/// <example><code>
/// ParallelDataset data = ParallelDataset.FromFiles("train.de", "train.en");
/// Translator model = Translator.Train(data, new() { HiddenSize = 256, Epochs = 8 });
/// model.Save("german-english");
/// Translation answer = Translator.Load("german-english").Translate("Ein Mann liest.");
/// </code></example>
/// <remarks>A trained translator may be used by several threads at once.</remarks>
public sealed class Translator
{
    // So many held-out pairs tell epochs apart; more would only cost time.
    const int MostHeldOut = 1000;
    const double LargestHeldOutShare = 0.1;

    readonly TranslatorNetwork network;
    readonly TranslationSearch search;

    internal Translator(TranslatorOptions options, LanguageSide source, LanguageSide target, RandomSource? weights = null)
    {
        (Options, Source, Target) = (options, source, target);
        network = new(options, source.Vocabulary.Count, target.Vocabulary.Count, weights);
        search = new(network, options, source, target);
    }

    /// <summary>What it is made of and how it was trained.</summary>
    public TranslatorOptions Options { get; }

    /// <summary>How the training went; null for a loaded translator.</summary>
    public TrainingResult? Training { get; private set; }

    /// <summary>Pairs of the training texts of which a side was longer than is read; 0 for a loaded translator.</summary>
    public int CutPairs { get; private set; }

    /// <summary>Number of numbers that training changed.</summary>
    public long ParameterCount => network.ParameterCount;

    internal TranslatorNetwork Network => network;

    internal TranslationSearch Search => search;

    internal LanguageSide Source { get; }

    internal LanguageSide Target { get; }

    /// <summary>Trains a translator.</summary>
    /// <param name="training">The pairs to learn from.</param>
    /// <param name="options">The network and its training; null for the defaults.</param>
    /// <param name="validation">Pairs that decide which epoch was the best and when to stop; null to hold out a tenth, at most about a thousand.</param>
    /// <param name="runFolder">Where checkpoints and history go; when it holds an unfinished run of the same data and options, that
    /// run goes on and ends with the bits it would have had. Null to keep nothing.</param>
    /// <param name="progress">Told about every epoch, and some twenty times a second.</param>
    /// <param name="cancellationToken">Stops between two steps, with a checkpoint where there is a run folder.</param>
    /// <exception cref="InvalidDataException">There are too few pairs.</exception>
    /// <exception cref="TrainingCanceledException">Training was stopped.</exception>
    /// <exception cref="NonFiniteLossException">The loss became NaN or infinite.</exception>
    public static Translator Train(
        ParallelDataset training,
        TranslatorOptions? options = null,
        ParallelDataset? validation = null,
        string? runFolder = null,
        IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        options ??= new();
        if (validation is null)
        {
            (training, validation) = training.Split(Math.Min(LargestHeldOutShare, MostHeldOut / (double)Math.Max(1, training.Count)), options.Seed);
        }

        if (training.Count == 0 || validation.Count == 0)
        {
            throw new InvalidDataException($"{training.Origin}: {training.Count} pairs to train on and {validation.Count} to validate with; a translator needs both.");
        }

        (LanguageSide source, LanguageSide target) = LanguageSide.Build(training, options);
        Translator translator = new(options, source, target);
        EncodedPairs pairs = new(training, source, target), held = new(validation, source, target);
        Func<int, TrainingBatches<PairBatch>> batches = TrainingBatches<PairBatch>.Of(
            pairs.Lengths, options.BatchSize, options.Seed, (positions, _) => pairs.Batch(positions));
        translator.CutPairs = pairs.CutCount;
        int allSteps = options.Epochs * batches(1).Count;
        TranslatorTraining loss = translator.NewTraining(allSteps);
        Trainer<PairBatch> trainer = new(translator.network, loss.Loss, batches, TrainingOptionsOf(options, allSteps))
        {
            Validate = arena => loss.Validate(validation, held, arena),
            Folder = runFolder,
        };
        translator.Training = runFolder is null ? trainer.Train(progress, cancellationToken) : trainer.Resume(progress, cancellationToken);
        return translator;
    }

    /// <summary>Translates and measures.</summary>
    /// <param name="data">Texts and their references.</param>
    /// <param name="options">How translations are searched for; null for a beam of 5.</param>
    /// <exception cref="InvalidDataException">There are no pairs.</exception>
    public TranslationReport Evaluate(ParallelDataset data, SearchOptions? options = null)
    {
        if (data.Count == 0)
        {
            throw new InvalidDataException($"{data.Origin}: there is no pair to evaluate on.");
        }

        TranslatorTraining measure = NewTraining(allSteps: 1);
        double loss = measure.MeanLoss(new(data, Source, Target), new Arena(Options.Threads));
        string[] translations = [.. TranslateAll([.. data.Select(pair => pair.Source)], options).Select(all => all is [var best, ..] ? best.Text : "")];
        return TranslationReport.Of(translations, [.. data.Select(pair => measure.Cased(pair.Target))], loss);
    }

    /// <summary>Translates one text.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="options">How the translation is searched for; null for a beam of 5.</param>
    public Translation Translate(string text, SearchOptions? options = null) => TranslateAll([text], options)[0][0];

    /// <summary>Translates texts together, which is faster than one by one and gives the same bits.</summary>
    /// <param name="texts">Any texts.</param>
    /// <param name="options">How translations are searched for and how many of each text are given; null for the best of a beam of 5.</param>
    /// <returns>For each text its translations, best first; for a text without a word the empty one alone.</returns>
    public IReadOnlyList<IReadOnlyList<Translation>> TranslateAll(IReadOnlyList<string> texts, SearchOptions? options = null) =>
        search.Translate(texts, options ?? new(), new Arena(Options.Threads));

    /// <summary>The network as two ONNX models: an encoder of sources, and one step of the decoder.</summary>
    /// <param name="texts">Sources that runs of the models are compared on; null for some made from the vocabulary.</param>
    public IReadOnlyList<OnnxExport> ToOnnx(IReadOnlyList<string>? texts = null)
    {
        if (texts is not { Count: > 0 })
        {
            return TranslatorOnnx.Export(network, OnnxBatch.MadeUp(Source.Vocabulary.Count, least: 1), OnnxBatch.MadeUp(Target.Vocabulary.Count, least: 1, "copies"));
        }

        string[][] units = [.. texts.Select(Source.Units)];
        return TranslatorOnnx.Export(network, [.. units.Select(Source.Ids)], [.. units.Select(ofText => EncodedPairs.CopyIds(ofText, Target.Vocabulary))]);
    }

    /// <summary>Writes a model folder: config.json, model.safetensors, the vocabularies, and what is known of its training.</summary>
    /// <param name="folder">Made when missing; files in it are replaced, each as a whole.</param>
    /// <param name="metrics">Written as metrics.json when given.</param>
    /// <exception cref="IOException">A file cannot be written; one line that names it.</exception>
    public void Save(string folder, TranslationReport? metrics = null) => TranslatorFolder.Save(this, folder, metrics);

    /// <summary>Reads a model folder.</summary>
    /// <param name="folder">What <see cref="Save"/> wrote.</param>
    /// <param name="threads">Threads used, 1 or more; null for every core. Answers do not depend on it.</param>
    /// <exception cref="InvalidDataException">A file is missing, damaged or another model's; one line that says which.</exception>
    public static Translator Load(string folder, int? threads = null) => TranslatorFolder.Load(folder, threads);

    /// <summary>The network in words.</summary>
    public override string ToString() =>
        $"Translator({Source.Vocabulary.Count} → {Target.Vocabulary.Count} units, {Options.Cell}, {Options.Attention} attention, {ParameterCount} parameters)";

    TranslatorTraining NewTraining(long allSteps) => new(network, Options, search) { AllSteps = allSteps };

    static TrainingOptions TrainingOptionsOf(TranslatorOptions options, int allSteps) => new(
        options.Epochs,
        options.LearningRate,
        Schedule: new(ScheduleKind.Cosine, WarmupSteps: Math.Min(MostWarmupSteps, allSteps / 20), LowestRate: options.LearningRate * LowestShareOfRate),
        ClipNorm: options.ClipNorm,
        Patience: options.Patience,
        CheckpointEverySteps: StepsBetweenCheckpoints,
        Seed: options.Seed,
        Threads: options.Threads,
        InspectEverySteps: options.InspectEverySteps);

    const double LowestShareOfRate = 0.02;
    const int MostWarmupSteps = 200;

    // A few seconds of work: little is lost by a kill, and writing costs little beside it.
    const int StepsBetweenCheckpoints = 200;
}
