using Unroll.Formats.Onnx;
using Unroll.Layers;
using Unroll.Tensors;
using Unroll.Text;
using Unroll.Training;

namespace Unroll.Tasks.Tagging;

/// <summary>Gives every word of a sentence a tag (a part of speech, a piece of a name), with a recurrent network trained on examples.</summary>
/// <example><code>
/// TaggedDataset data = TaggedDataset.FromColumns("train.conllu");
/// SequenceTagger model = SequenceTagger.Train(data, new() { HiddenSize = 128 });
/// model.Save("tagger");
/// IReadOnlyList&lt;TaggedWord&gt; answer = SequenceTagger.Load("tagger").Tag("The quick fox jumps .");
/// </code></example>
/// <remarks>A trained tagger may be used by several threads at once.</remarks>
public sealed class SequenceTagger
{
    // What is kept of a batch grows with its words; more at once is not faster.
    const int EvaluationWords = 2048;

    // No sentence has so many; a text without an end must not need memory without an end.
    const int MostWords = 1000;

    readonly SequenceTaggerNetwork network;
    readonly ArenaPool arenas;

    internal SequenceTagger(SequenceTaggerOptions options, IReadOnlyList<string> tags, TagScheme scheme, WordEncoder encoder, RandomSource? weights = null)
    {
        (Options, Tags, Scheme, Encoder, arenas) = (options, tags, scheme, encoder, new(options.Threads));
        network = new(options, encoder, new(tags, scheme), weights);
    }

    /// <summary>What it is made of and how it was trained.</summary>
    public SequenceTaggerOptions Options { get; }

    /// <summary>The tags it knows.</summary>
    public IReadOnlyList<string> Tags { get; }

    /// <summary>The rules that its answers keep, found in the training set.</summary>
    public TagScheme Scheme { get; }

    /// <summary>How the training went; null for a loaded tagger.</summary>
    public TrainingResult? Training { get; private set; }

    /// <summary>Number of numbers that training changed.</summary>
    public long ParameterCount => network.ParameterCount;

    internal SequenceTaggerNetwork Network => network;

    internal WordEncoder Encoder { get; }

    /// <summary>Trains a tagger.</summary>
    /// <param name="training">The sentences to learn from, with two different tags or more.</param>
    /// <param name="options">The network and its training; null for the defaults.</param>
    /// <param name="validation">
    /// Sentences that decide which epoch was the best and when to stop; null to hold out a tenth of the training sentences.
    /// </param>
    /// <param name="runFolder">Where checkpoints and history go; when it holds an unfinished run of the same data and options, that
    /// run goes on and ends with the bits it would have had. Null to keep nothing.</param>
    /// <param name="progress">Told about every epoch, and some twenty times a second.</param>
    /// <param name="cancellationToken">Stops between two steps, with a checkpoint where there is a run folder.</param>
    /// <exception cref="InvalidDataException">There are fewer than two tags.</exception>
    /// <exception cref="TrainingCanceledException">Training was stopped.</exception>
    /// <exception cref="NonFiniteLossException">The loss became NaN or infinite.</exception>
    public static SequenceTagger Train(
        TaggedDataset training,
        SequenceTaggerOptions? options = null,
        TaggedDataset? validation = null,
        string? runFolder = null,
        IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        options ??= new();
        if (validation is null)
        {
            const double share = 0.1;
            (training, validation, _) = training.Split(share, seed: options.Seed);
        }

        if (training.TagNames.Count < 2)
        {
            throw new InvalidDataException($"{training.Source}: a tagger needs two different tags or more; this has {training.TagNames.Count}.");
        }

        (WordEncoder encoder, TokenCounts counts) = WordEncoder.Build(training, options);
        EncodedSentences sentences = new(training, encoder, training.TagNames);
        SequenceTagger tagger = new(options, training.TagNames, TagRules.Find(training.TagNames, sentences.Tags), encoder);
        RareWordDropout rareWords = new(encoder.Words, counts, options.RareWordDropout);
        Trainer<TaggedBatch> trainer = new(tagger.network, tagger.Loss, TaggingBatches.Of(sentences, rareWords, options), TrainingOptionsOf(options, validates: validation.Count > 0))
        {
            Validate = validation.Count == 0 ? null : arena => tagger.Validate(validation, arena),
            Folder = runFolder,
        };
        tagger.Training = runFolder is null ? trainer.Train(progress, cancellationToken) : trainer.Resume(progress, cancellationToken);
        return tagger;
    }

    /// <summary>Measures the tagger. A tag that it does not know counts as a mistake.</summary>
    /// <param name="data">Sentences whose tags are right.</param>
    /// <exception cref="InvalidDataException">There are no sentences, or the tagger knows none of their tags.</exception>
    public TaggingReport Evaluate(TaggedDataset data)
    {
        if (data.Count == 0)
        {
            throw new InvalidDataException($"{data.Source}: there is no sentence to evaluate on.");
        }

        if (!data.TagNames.Intersect(Tags, StringComparer.Ordinal).Any())
        {
            throw new InvalidDataException(
                $"{data.Source}: none of its tags ({string.Join(", ", data.TagNames.Take(10))}) is known to this model; it knows {string.Join(", ", Tags.Take(10))}. Is it the right column?");
        }

        return Evaluate(data, new Arena(Options.Threads));
    }

    /// <summary>Tags a text: one sentence, cut into words and marks.</summary>
    /// <param name="text">Any text, also an empty one.</param>
    public IReadOnlyList<TaggedWord> Tag(string text) => Tag([SplitWords(text)])[0];

    /// <summary>Tags sentences together, which is faster than one by one and gives the same bits.</summary>
    /// <param name="sentences">Words as the training set has them; a sentence may be empty, and one of more than 1,000 words is read in pieces.</param>
    /// <returns>One list a sentence, in order.</returns>
    public IReadOnlyList<IReadOnlyList<TaggedWord>> Tag(IReadOnlyList<IReadOnlyList<string>> sentences)
    {
        TaggedWord[][] pieces = TagPieces([.. sentences.SelectMany(sentence => sentence.Chunk(MostWords))]);
        List<IReadOnlyList<TaggedWord>> answers = [];
        int next = 0;
        foreach (IReadOnlyList<string> sentence in sentences)
        {
            int count = (sentence.Count + MostWords - 1) / MostWords;
            answers.Add([.. pieces[next..(next + count)].SelectMany(piece => piece)]);
            next += count;
        }

        return answers;
    }

    /// <summary>Cuts a text into words and marks, as <see cref="Tag(string)"/> does.</summary>
    /// <param name="text">Any text.</param>
    public static IReadOnlyList<string> SplitWords(string text) => new WordTokenizer(lowerCase: false).Tokenize(text);

    /// <summary>The network as an ONNX model: words and their characters in, scores and the best path of tags out.</summary>
    /// <param name="texts">Sentences that a run of the model is compared on; null for some made from the vocabulary.</param>
    public IReadOnlyList<OnnxExport> ToOnnx(IReadOnlyList<string>? texts = null)
    {
        EncodedWord[][] sentences = Encoder.Encode((texts ?? []).Select(text => SplitWords(text).Take(MostWords).ToArray()).Where(words => words.Length > 0));
        return [SequenceTaggerOnnx.Export(network, Tags.Count, sentences.Length > 0 ? sentences : SequenceTaggerOnnx.MadeUp(Encoder))];
    }

    /// <summary>Writes a model folder: config.json, model.safetensors, vocabulary.txt, characters.txt, and what is known of its training.</summary>
    /// <param name="folder">Made when missing; files in it are replaced, each as a whole.</param>
    /// <param name="metrics">Written as metrics.json when given.</param>
    /// <exception cref="IOException">A file cannot be written; one line that names it.</exception>
    public void Save(string folder, TaggingReport? metrics = null) => SequenceTaggerFolder.Save(this, folder, metrics);

    /// <summary>Reads a model folder.</summary>
    /// <param name="folder">What <see cref="Save"/> wrote.</param>
    /// <param name="threads">Threads used, 1 or more; null for every core. Answers do not depend on it.</param>
    /// <exception cref="InvalidDataException">A file is missing, damaged or another model's; one line that says which.</exception>
    public static SequenceTagger Load(string folder, int? threads = null) => SequenceTaggerFolder.Load(folder, threads);

    /// <summary>The network in words.</summary>
    public override string ToString() =>
        $"SequenceTagger({Tags.Count} tags, {Encoder.Words.Count} words, {Options.Cell}, {ParameterCount} parameters)";

    TaggedWord[][] TagPieces(string[][] pieces)
    {
        EncodedWord[][] words = Encoder.Encode(pieces);
        TaggedWord[][] answers = new TaggedWord[pieces.Length][];
        Arena arena = arenas.Take();
        foreach (int[] positions in ByLength(words, _ => true))
        {
            using StepMemory step = arena.BeginEvaluation();
            Sequences scores = network.Forward(new([.. positions.Select(position => words[position])], word => word.Id));
            int[] tags = network.Chain.Decode(scores);
            float[] probabilities = network.Chain.Probabilities(scores);
            for (int i = 0; i < positions.Length; i++)
            {
                answers[positions[i]] = [.. pieces[positions[i]].Select((word, t) => Answer(word, scores.Layout.Row(i, t)))];
            }

            TaggedWord Answer(string word, int row) => new(word, Tags[tags[row]], probabilities[row * Tags.Count + tags[row]]);
        }

        arenas.Give(arena);
        return answers;
    }

    const double LowestShareOfRate = 0.02;

    // A few seconds of work: little is lost by a kill, and writing costs little beside it.
    const int StepsBetweenCheckpoints = 200;

    static TrainingOptions TrainingOptionsOf(SequenceTaggerOptions options, bool validates) => new(
        options.Epochs,
        options.LearningRate,
        Schedule: new(ScheduleKind.Cosine, LowestRate: options.LearningRate * LowestShareOfRate),
        ClipNorm: options.ClipNorm,
        Patience: validates ? options.Patience : null,
        CheckpointEverySteps: StepsBetweenCheckpoints,
        Seed: options.Seed,
        Threads: options.Threads,
        InspectEverySteps: options.InspectEverySteps);

    BatchLoss Loss(TaggedBatch batch)
    {
        Sequences scores = network.Forward(batch.Words);
        int[] tags = network.Chain.Decode(scores);
        return new(network.Chain.Loss(scores, batch.Tags), tags.Length, tags.Zip(batch.Tags).Count(pair => pair.First == pair.Second), tags.Length);
    }

    Validation Validate(TaggedDataset data, Arena arena)
    {
        TaggingReport report = Evaluate(data, arena);
        return new(report.Score, report.Loss);
    }

    TaggingReport Evaluate(TaggedDataset data, Arena arena)
    {
        EncodedSentences sentences = new(data, Encoder, Tags);
        TaggingCounts counts = new(Tags.Concat(data.TagNames));
        double loss = 0;
        long words = 0;
        foreach (int[] positions in ByLength(sentences.Words, sentences.IsKnown))
        {
            using StepMemory step = arena.BeginEvaluation();
            TaggedBatch batch = sentences.Batch(positions, word => word.Id);
            Sequences scores = network.Forward(batch.Words);
            int[] tags = network.Chain.Decode(scores);
            for (int i = 0; i < positions.Length; i++)
            {
                string[] predicted = [.. Enumerable.Range(0, scores.Layout.Lengths[i]).Select(t => Tags[tags[scores.Layout.Row(i, t)]])];
                EncodedWord[] encoded = sentences.Words[positions[i]];
                counts.Add(data[positions[i]].Tags, predicted, t => encoded[t].Id == Vocabulary.UnknownIndex);
            }

            if (sentences.IsKnown(positions[0]))
            {
                loss += network.Chain.Loss(scores, batch.Tags).Item * (double)tags.Length;
                words += tags.Length;
            }
        }

        return counts.Report(words == 0 ? null : loss / words);
    }

    /// <summary>Positions of the sentences that have words, those of similar length together, those of one kind apart from the others.</summary>
    static IEnumerable<int[]> ByLength(IReadOnlyList<EncodedWord[]> sentences, Func<int, bool> isOfOneKind)
    {
        List<int> batch = [];
        int longest = 0;
        foreach (int position in Enumerable.Range(0, sentences.Count).Where(i => sentences[i].Length > 0).OrderBy(isOfOneKind).ThenBy(i => sentences[i].Length))
        {
            longest = Math.Max(longest, sentences[position].Length);
            if (batch.Count > 0 && (longest * (batch.Count + 1) > EvaluationWords || isOfOneKind(position) != isOfOneKind(batch[0])))
            {
                yield return [.. batch];
                batch.Clear();
                longest = sentences[position].Length;
            }

            batch.Add(position);
        }

        if (batch.Count > 0)
        {
            yield return [.. batch];
        }
    }
}
