using Unroll.Tasks;
using Unroll.Tasks.Generation;
using Unroll.Tasks.Tagging;
using Unroll.Tasks.Translation;
using Unroll.Tensors;

namespace Unroll.Inspection.Microscope;

/// <summary>Looks at what a trained network does with a text: gates and states at each token, and what each token adds to the answer.</summary>
/// <example><code>
/// TextMicroscope microscope = TextMicroscope.Open("sentiment");
/// TextInspection seen = microscope.Inspect("not bad at all");
/// float forNot = seen.Contributions.IntegratedGradients[0];
/// </code></example>
/// <remarks>May be used by several threads at once. Results do not depend on how many threads compute them.</remarks>
public sealed class TextMicroscope
{
    // Leaving out each token in turn takes time with the square of the length.
    const int MostTokens = 512;

    const int AlternativesShown = 10;

    readonly Func<string, TextReading> read;
    readonly int? threads;

    TextMicroscope(string task, string model, IReadOnlyList<string> answers, int? threads, Func<string, TextReading> read) =>
        (Task, Model, Answers, this.threads, this.read) = (task, model, answers, threads, read);

    /// <summary>What the model does: classify, tag, generate or translate.</summary>
    public string Task { get; }

    /// <summary>The model in words.</summary>
    public string Model { get; }

    /// <summary>The classes or tags that can be asked for; empty where an answer is a token of a vocabulary.</summary>
    public IReadOnlyList<string> Answers { get; }

    /// <summary>Opens a model.</summary>
    /// <param name="folder">What training wrote.</param>
    /// <param name="threads">Threads used; null for every core.</param>
    /// <exception cref="InvalidDataException">There is no model, it is damaged, or it reads something else than text; one line.</exception>
    public static TextMicroscope Open(string folder, int? threads = null) => ModelFolder.TaskOf(folder) switch
    {
        "classify" => Of(TextClassifier.Load(folder), threads),
        "tag" => Of(SequenceTagger.Load(folder), threads),
        "generate" => Of(TextGenerator.Load(folder), threads),
        "translate" => Of(Translator.Load(folder), threads),
        "caption" => throw new InvalidDataException($"{folder}: a captioner reads pictures, and the microscope looks at texts; unroll caption shows what each word looked at."),
        var task => throw new InvalidDataException($"{folder}: the microscope knows classify, tag, generate and translate; this model's task is \"{task}\"."),
    };

    /// <summary>Looks into a classifier that is loaded already.</summary>
    /// <param name="model">The classifier.</param>
    /// <param name="threads">Threads used; null for every core.</param>
    public static TextMicroscope Of(TextClassifier model, int? threads = null) =>
        new("classify", model.ToString(), model.Labels, threads, text => new ClassifierReading(model, text));

    /// <summary>Looks at one text.</summary>
    /// <param name="text">One token or more, at most 512.</param>
    /// <param name="options">What to look at; null for the model's own answer.</param>
    /// <param name="cancellationToken">Stops between batches.</param>
    /// <exception cref="InvalidDataException">The text is empty or too long, or the options ask for what is not there; one line.</exception>
    /// <exception cref="OperationCanceledException">Looking was stopped.</exception>
    public TextInspection Inspect(string text, InspectionOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new();
        Arena arena = new(threads);
        TextReading reading = Read(text);
        (int place, int answer) = reading.Choose(options, arena);
        float[] probabilities = reading.Probabilities(place, arena);
        Attribution attribution = new(reading, place, answer, arena);
        double score = attribution.Score();
        return new(
            Task, Model, text, reading.IsCut, reading.Answers(arena),
            new(reading.NameOf(answer), reading.WordOf(place), reading.Measure, (float)score, probabilities[answer]),
            Alternatives(reading, probabilities),
            attribution.Measure(score, options.IntegrationSteps, cancellationToken),
            LayerSignals.Of(reading, arena),
            new UnitReadings(options.Texts is { } texts ? [.. texts.Select(read).Where(each => each.Tokens.Count > 0)] : [reading], arena, cancellationToken).Strongest(options.Units),
            (reading as TranslatorReading)?.Attention);
    }

    static TextMicroscope Of(SequenceTagger model, int? threads) => new("tag", model.ToString(), model.Tags, threads, text => new TaggerReading(model, text));

    static TextMicroscope Of(TextGenerator model, int? threads) => new("generate", model.ToString(), [], threads, text => new GeneratorReading(model, text));

    static TextMicroscope Of(Translator model, int? threads) => new("translate", model.ToString(), [], threads, text => new TranslatorReading(model, text, threads));

    static ScoredAnswer[] Alternatives(TextReading reading, float[] probabilities) =>
        [.. probabilities.Index().OrderByDescending(entry => entry.Item).Take(reading.Measure == AnswerMeasure.Logit ? probabilities.Length : AlternativesShown)
            .Select(entry => new ScoredAnswer(reading.NameOf(entry.Index), entry.Item))];

    TextReading Read(string text)
    {
        TextReading reading = read(text);
        return reading.Tokens.Count switch
        {
            0 => throw new InvalidDataException("text: the model finds no token in it; give a word or more."),
            > MostTokens => throw new InvalidDataException($"text: it has {reading.Tokens.Count} tokens; the microscope looks at {MostTokens} at most, give a part of it."),
            _ => reading,
        };
    }
}
