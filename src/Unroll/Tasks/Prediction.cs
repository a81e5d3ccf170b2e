namespace Unroll.Tasks;

/// <summary>What a classifier says of one text.</summary>
/// <param name="Label">The most probable class.</param>
/// <param name="Probability">Its probability.</param>
/// <param name="Probabilities">Every class's probability, in the order of the classifier's labels; their sum is 1.</param>
public sealed record Prediction(string Label, float Probability, IReadOnlyList<float> Probabilities)
{
    /// <summary>Label and probability.</summary>
    public override string ToString() => FormattableString.Invariant($"{Label} ({Probability:P1})");
}
