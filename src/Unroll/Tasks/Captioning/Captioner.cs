using Unroll.Layers;
using Unroll.Tasks.Decoding;
using Unroll.Tensors;
using Unroll.Training;

namespace Unroll.Tasks.Captioning;

/// <summary>Says what a picture shows, and where it looked for each word: Xu et al., "Show, Attend and Tell" (2015).</summary>
/// <example><code>
/// Captioner model = Captioner.Train(SceneDataset.Create(ScenePart.Training));
/// model.Save("scenes-caption");
/// Caption caption = Captioner.Load("scenes-caption").Caption(SceneDataset.Create(ScenePart.Test)[7].Picture);
/// </code></example>
/// <remarks>A trained captioner may be used by several threads at once.</remarks>
public sealed class Captioner
{
    // So many held-out pictures tell epochs apart; more would only cost time.
    const int MostHeldOut = 500;
    const double LargestHeldOutShare = 0.1;

    // A few seconds of work: little is lost by a kill, and writing costs little beside it.
    const int StepsBetweenCheckpoints = 200;
    const double LowestShareOfRate = 0.02;
    const int MostWarmupSteps = 200;

    readonly CaptionerNetwork network;
    readonly CaptionSearch search;

    internal Captioner(CaptionerOptions options, CaptionWords words)
    {
        (Options, Words) = (options, words);
        network = new(options, words.Vocabulary.Count);
        search = new(network, options, words);
    }

    /// <summary>What it is made of and how it was trained.</summary>
    public CaptionerOptions Options { get; }

    /// <summary>How the training went; null for a loaded captioner.</summary>
    public TrainingResult? Training { get; private set; }

    /// <summary>Number of numbers that training changed.</summary>
    public long ParameterCount => network.ParameterCount;

    internal Module Network => network;

    internal CaptionWords Words { get; }

    /// <summary>Trains a captioner.</summary>
    /// <param name="training">Pictures and captions to learn from.</param>
    /// <param name="options">The network and its training; null for the defaults.</param>
    /// <param name="validation">Pictures that decide which epoch was the best and when to stop; null to hold out a tenth, at most about five hundred.</param>
    /// <param name="runFolder">Where checkpoints and history go; when it holds an unfinished run of the same data and options, that
    /// run goes on and ends with the bits it would have had. Null to keep nothing.</param>
    /// <param name="progress">Told about every epoch, and some twenty times a second.</param>
    /// <param name="cancellationToken">Stops between two steps, with a checkpoint where there is a run folder.</param>
    /// <exception cref="InvalidDataException">There are too few pictures, or one has another size than the options say.</exception>
    /// <exception cref="ArgumentException">The side of the pictures cannot be halved as often as the options say.</exception>
    /// <exception cref="TrainingCanceledException">Training was stopped.</exception>
    /// <exception cref="NonFiniteLossException">The loss became NaN or infinite.</exception>
    public static Captioner Train(
        CaptionDataset training,
        CaptionerOptions? options = null,
        CaptionDataset? validation = null,
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
            throw new InvalidDataException($"{training.Origin}: {training.Count} pictures to train on and {validation.Count} to validate with; a captioner needs both.");
        }

        PictureTensor.Require(training.Concat(validation).Select(picture => picture.Picture), training.Origin, options);
        CaptionWords words = CaptionWords.Build(training, options);
        Captioner captioner = new(options, words);
        EncodedCaptions captions = new(training, words), held = new(validation, words);
        Func<int, TrainingBatches<CaptionBatch>> batches = TrainingBatches<CaptionBatch>.Of(
            captions.Lengths, options.BatchSize, options.Seed, (positions, _) => captions.Batch(positions));
        HardAttention? hard = options.Attention == CaptionAttention.Hard ? new(options) : null;
        CaptionerTraining loss = captioner.NewTraining(hard);
        Trainer<CaptionBatch> trainer = new(captioner.network, loss.Loss, batches, TrainingOptionsOf(options, options.Epochs * batches(1).Count))
        {
            Validate = arena => loss.Validate(validation, held, arena),
            Carried = hard?.Carried,
            Folder = runFolder,
        };
        captioner.Training = runFolder is null ? trainer.Train(progress, cancellationToken) : trainer.Resume(progress, cancellationToken);
        return captioner;
    }

    /// <summary>Captions pictures and measures.</summary>
    /// <param name="data">Pictures and their references.</param>
    /// <param name="options">How captions are searched for; null for a beam of 5.</param>
    /// <exception cref="InvalidDataException">There are no pictures, or one has another size than this captioner reads.</exception>
    public CaptionReport Evaluate(CaptionDataset data, SearchOptions? options = null)
    {
        if (data.Count == 0)
        {
            throw new InvalidDataException($"{data.Origin}: there is no picture to evaluate on.");
        }

        PictureTensor.Require(data.Select(picture => picture.Picture), data.Origin, Options);
        CaptionerTraining measure = NewTraining();
        Arena arena = new(Options.Threads);
        string[] captions = [.. search.Write([.. data.Select(picture => picture.Picture)], options ?? new(), arena).Select(best => best is [var first, ..] ? first.Text : "")];
        return CaptionReport.Of(
            captions, [.. data.Select(picture => picture.Captions)], measure.MeanLoss(new(data, Words), arena), measure.Focus(data, Words, arena));
    }

    /// <summary>Says what a picture shows.</summary>
    /// <param name="picture">Of the size that the options say.</param>
    /// <param name="options">How the caption is searched for; null for a beam of 5.</param>
    /// <exception cref="InvalidDataException">The picture has another size.</exception>
    public Caption Caption(Picture picture, SearchOptions? options = null) => CaptionAll([picture], options)[0][0];

    /// <summary>Captions pictures together, which is faster than one by one and gives the same bits.</summary>
    /// <param name="pictures">Of the size that the options say.</param>
    /// <param name="options">How captions are searched for and how many of each picture are given; null for the best of a beam of 5.</param>
    /// <returns>For each picture its captions, best first.</returns>
    /// <exception cref="InvalidDataException">A picture has another size.</exception>
    public IReadOnlyList<IReadOnlyList<Caption>> CaptionAll(IReadOnlyList<Picture> pictures, SearchOptions? options = null)
    {
        PictureTensor.Require(pictures, "captioner", Options);
        return search.Write(pictures, options ?? new(), new Arena(Options.Threads));
    }

    /// <summary>Writes a model folder: config.json, model.safetensors, the vocabulary, and what is known of its training.</summary>
    /// <param name="folder">Made when missing; files in it are replaced, each as a whole.</param>
    /// <param name="metrics">Written as metrics.json when given.</param>
    /// <exception cref="IOException">A file cannot be written; one line that names it.</exception>
    public void Save(string folder, CaptionReport? metrics = null) => CaptionerFolder.Save(this, folder, metrics);

    /// <summary>Reads a model folder.</summary>
    /// <param name="folder">What <see cref="Save"/> wrote.</param>
    /// <param name="threads">Threads used, 1 or more; null for every core. Answers do not depend on it.</param>
    /// <exception cref="InvalidDataException">A file is missing, damaged or another model's; one line that says which.</exception>
    public static Captioner Load(string folder, int? threads = null) => CaptionerFolder.Load(folder, threads);

    /// <summary>The network in words.</summary>
    public override string ToString() =>
        $"Captioner({Options.Side}×{Options.Side} pixels → {network.GridSide}×{network.GridSide} places → {Words.Vocabulary.Count} words, {Options.Attention} attention, {ParameterCount} parameters)";

    CaptionerTraining NewTraining(HardAttention? hard = null) => new(network, Options, search, hard);

    static TrainingOptions TrainingOptionsOf(CaptionerOptions options, int allSteps) => new(
        options.Epochs,
        options.LearningRate,
        Schedule: new(ScheduleKind.Cosine, WarmupSteps: Math.Min(MostWarmupSteps, allSteps / 20), LowestRate: options.LearningRate * LowestShareOfRate),
        ClipNorm: options.ClipNorm,
        Patience: options.Patience,
        CheckpointEverySteps: StepsBetweenCheckpoints,
        Seed: options.Seed,
        Threads: options.Threads,
        InspectEverySteps: options.InspectEverySteps);
}
