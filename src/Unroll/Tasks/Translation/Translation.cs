namespace Unroll.Tasks.Translation;

/// <summary>A translation, and what the network looked at while writing it.</summary>
/// <param name="Text">The translation.</param>
/// <param name="LogProbability">Of its units and the end mark, in nats.</param>
/// <param name="Score">What translations of one text are ranked by: the log-probability after the penalties of the search.</param>
/// <param name="Alignment">The attention.</param>
/// <param name="IsCut">Whether the text had more units than are read, so that its end was not translated.</param>
public sealed record Translation(string Text, double LogProbability, double Score, Alignment Alignment, bool IsCut = false)
{
    /// <summary>The text.</summary>
    public override string ToString() => Text;
}

/// <summary>How much each unit of a translation looked at each unit of its source.</summary>
/// <param name="Source">The source's units as text, the end mark at last.</param>
/// <param name="Target">The translation's units as text, the end mark at last.</param>
/// <param name="Weights">At [i][j] the attention of target unit i to source unit j; each row sums to 1.</param>
public sealed record Alignment(IReadOnlyList<string> Source, IReadOnlyList<string> Target, IReadOnlyList<IReadOnlyList<float>> Weights);
