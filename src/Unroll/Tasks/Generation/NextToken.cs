namespace Unroll.Tasks.Generation;

/// <summary>A token that may come next.</summary>
/// <param name="Token">Its number in the generator's vocabulary.</param>
/// <param name="Text">The text it would add; empty while a character lacks bytes.</param>
/// <param name="Probability">How likely the network takes it to be; 0 to 1.</param>
public readonly record struct NextToken(int Token, string Text, double Probability)
{
    /// <summary>Text and probability.</summary>
    public override string ToString() => FormattableString.Invariant($"{Text} ({Probability:P1})");
}
