namespace Unroll.Tasks.Captioning;

/// <summary>A caption, and where the network looked while writing it.</summary>
/// <param name="Text">The caption.</param>
/// <param name="LogProbability">Of its words and the end mark, in nats.</param>
/// <param name="Score">What captions of one picture are ranked by: the log-probability after the penalties of the search.</param>
/// <param name="Words">Its words, the end mark at last.</param>
/// <param name="Attention">For each word the weight of every cell of the grid in reading order; each sums to 1.</param>
/// <param name="GridRows">Cells of the grid from top to bottom.</param>
/// <param name="GridColumns">Cells of the grid from left to right.</param>
public sealed record Caption(
    string Text, double LogProbability, double Score, IReadOnlyList<string> Words, IReadOnlyList<IReadOnlyList<float>> Attention, int GridRows, int GridColumns)
{
    /// <summary>The text.</summary>
    public override string ToString() => Text;
}
