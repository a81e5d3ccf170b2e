using Unroll.Tasks;

namespace Unroll.Studio.Service;

/// <summary>Says to which class a text belongs.</summary>
sealed class ServedClassifier : ServedModel<TextClassifier>
{
    internal const string TaskName = "classify";

    readonly BatchQueue<string, ClassAnswer> queue;

    internal ServedClassifier(ModelAddress address, ServiceLimits limits, Surroundings services) : base(address, TextClassifier.Load, services) =>
        queue = new(Predict, limits, ServiceMeter.BatchesOf(address.Full));

    internal override string Task => TaskName;

    internal override long Parameters => Current.ParameterCount;

    internal override int Waiting => queue.Length;

    /// <summary>Classifies.</summary>
    internal Task<IReadOnlyList<ClassAnswer>> Ask(IReadOnlyList<string> texts, CancellationToken cancellationToken) => queue.Ask(texts, cancellationToken);

    public override void Dispose() => queue.Dispose();

    IReadOnlyList<ClassAnswer> Predict(IReadOnlyList<string> texts)
    {
        // One model for the whole batch, whatever is loaded meanwhile.
        TextClassifier model = Current;
        return [.. model.Predict(texts).Select(answer => new ClassAnswer(answer.Label, answer.Probability,
            model.Labels.Zip(answer.Probabilities).ToDictionary(pair => pair.First, pair => pair.Second)))];
    }
}
