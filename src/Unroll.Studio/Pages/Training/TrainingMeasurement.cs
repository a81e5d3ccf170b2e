using Unroll.Tasks;
using Unroll.Text;

namespace Unroll.Studio.Pages.Training;

/// <summary>How good the finished model is on texts that it never saw.</summary>
/// <param name="Texts">How many.</param>
/// <param name="Report">The figures.</param>
/// <param name="Majority">Accuracy of always giving the most frequent answer.</param>
/// <param name="BagOfWords">Accuracy of naive Bayes on tokens and pairs of them.</param>
/// <param name="Mistakes">Wrong answers, the most certain first.</param>
/// <param name="MoreMistakes">Wrong answers after those.</param>
/// <param name="Parameters">Numbers that training changed.</param>
sealed record TrainingMeasurement(
    int Texts, ClassificationReport Report, double Majority, double BagOfWords, IReadOnlyList<Mistake> Mistakes, int MoreMistakes, long Parameters)
{
    const int MostMistakes = 50;

    internal static TrainingMeasurement Of(TextClassifier classifier, TextSplit split)
    {
        TextDataset test = split.Test.Count > 0 ? split.Test : split.Validation;
        Mistake[] mistakes = [.. MistakesOf(classifier, test).OrderByDescending(mistake => mistake.Probability)];
        return new(
            test.Count, classifier.Evaluate(test),
            Majority: (double)test.ClassCounts[split.Train.MajorityClass] / test.Count,
            BagOfWords: BagOfWordsBaseline.Train(split.Train, Tokenizer.Create(classifier.Options.Tokenizer ?? new())).Accuracy(test),
            [.. mistakes.Take(MostMistakes)], Math.Max(0, mistakes.Length - MostMistakes), classifier.ParameterCount);
    }

    static IEnumerable<Mistake> MistakesOf(TextClassifier classifier, TextDataset test) => test
        .Zip(classifier.Predict([.. test.Select(item => item.Text)]), (item, answer) => (item, answer, label: classifier.Labels[item.Label]))
        .Where(one => one.answer.Label != one.label)
        .Select(one => new Mistake(ProfileAnswer.Shortened(one.item.Text), one.label, one.answer.Label, one.answer.Probability));
}

/// <summary>A wrong answer.</summary>
sealed record Mistake(string Text, string Label, string Answer, float Probability);
