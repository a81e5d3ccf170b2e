using Unroll.Tasks;
using Unroll.Text;

namespace Unroll.Cli.Tasks.Classification;

/// <summary>How good a model is, and what it is to be compared with.</summary>
/// <param name="Part">The part of the data that was measured: test, or validation where no test part was held out.</param>
/// <param name="Texts">Texts in that part.</param>
/// <param name="Report">The model's answers.</param>
/// <param name="Majority">Accuracy of always giving the answer that is most frequent in training.</param>
/// <param name="BagOfWords">Accuracy of naive Bayes on tokens and pairs of tokens.</param>
sealed record Measurement(string Part, int Texts, ClassificationReport Report, double Majority, double BagOfWords)
{
    /// <summary>Measures a model on what was held out; null if nothing was.</summary>
    internal static Measurement? Of(TextClassifier classifier, ClassificationData data) => data.Measured is not { } part ? null : new(
        ReferenceEquals(part, data.Test) ? "test" : "validation",
        part.Count,
        classifier.Evaluate(part),
        Majority: (double)part.ClassCounts[data.Training.MajorityClass] / part.Count,
        BagOfWords: BagOfWordsBaseline.Train(data.Training, Tokenizer.Create(classifier.Options.Tokenizer ?? new())).Accuracy(part));
}
