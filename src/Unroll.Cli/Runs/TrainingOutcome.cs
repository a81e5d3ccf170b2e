using Unroll.Cli.Input;
using Unroll.Tasks;
using Unroll.Text;
using Unroll.Training;

namespace Unroll.Cli.Runs;

/// <summary>How good a model is, and what it is to be compared with.</summary>
/// <param name="Part">The part of the data that was measured: test, or validation where no test part was held out.</param>
/// <param name="Texts">Texts in that part.</param>
/// <param name="Report">The model's answers.</param>
/// <param name="Majority">Accuracy of always giving the answer that is most frequent in training.</param>
/// <param name="BagOfWords">Accuracy of naive Bayes on tokens and pairs of tokens.</param>
sealed record Measurement(string Part, int Texts, ClassificationReport Report, double Majority, double BagOfWords);

/// <summary>What a run came to.</summary>
/// <param name="Data">Name or path of the data.</param>
/// <param name="Measurement">How good the model is; null if nothing was held out to measure it on.</param>
/// <param name="Epochs">Passes over the data.</param>
/// <param name="Tokens">Tokens learned from, every pass counted.</param>
/// <param name="Time">Time spent on learning, in all sittings.</param>
/// <param name="TokensPerSecond">Speed of the last sitting.</param>
sealed record TrainingOutcome(string Data, Measurement? Measurement, int Epochs, long Tokens, TimeSpan Time, double TokensPerSecond)
{
    /// <summary>Measures a finished model.</summary>
    internal static TrainingOutcome Measure(string name, TrainingData data, TextClassifier classifier)
    {
        TrainingResult training = classifier.Training!;
        Measurement? measurement = data.Measured is { } part ? Compare(data, part, classifier) : null;
        return new(name, measurement, training.Epochs, training.Tokens, training.Elapsed, training.TokensPerSecond);
    }

    static Measurement Compare(TrainingData data, TextDataset part, TextClassifier classifier) => new(
        ReferenceEquals(part, data.Test) ? "test" : "validation",
        part.Count,
        classifier.Evaluate(part),
        Majority: (double)part.ClassCounts[data.Training.MajorityClass] / part.Count,
        BagOfWords: BagOfWordsBaseline.Train(data.Training, Tokenizer.Create(classifier.Options.Tokenizer ?? new())).Accuracy(part));
}
