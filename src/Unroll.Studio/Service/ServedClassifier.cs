using Unroll.Tasks;

namespace Unroll.Studio.Service;

/// <summary>Says to which class a text belongs.</summary>
sealed class ServedClassifier(ModelAddress address, ServiceLimits limits, Surroundings services)
    : ServedQueue<TextClassifier, string, ClassAnswer>(address, TextClassifier.Load, Predict, limits, services)
{
    internal const string TaskName = "classify";

    internal override string Task => TaskName;

    internal override long Parameters => Current.ParameterCount;

    static IReadOnlyList<ClassAnswer> Predict(TextClassifier model, IReadOnlyList<string> texts) =>
        [.. model.Predict(texts).Select(answer => new ClassAnswer(answer.Label, answer.Probability,
            model.Labels.Zip(answer.Probabilities).ToDictionary(pair => pair.First, pair => pair.Second)))];
}
