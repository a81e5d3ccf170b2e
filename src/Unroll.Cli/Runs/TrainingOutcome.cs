using Unroll.Tasks;

namespace Unroll.Cli.Runs;

/// <summary>Accuracies on the same texts that need no network.</summary>
/// <param name="Majority">Always giving the most frequent answer.</param>
/// <param name="BagOfWords">Naive Bayes on the words, whatever their order.</param>
readonly record struct Baselines(double Majority, double BagOfWords);

/// <summary>What a run came to.</summary>
/// <param name="Data">Name or path of the data.</param>
/// <param name="MeasuredOn">The part that was measured: test, or validation where no test part was held out.</param>
/// <param name="Texts">Texts in that part.</param>
/// <param name="Report">How good the model is on it.</param>
/// <param name="Baselines">What it is to be compared with.</param>
/// <param name="Epochs">Passes over the data.</param>
/// <param name="Tokens">Tokens learned from, every pass counted.</param>
/// <param name="Time">Time spent on learning.</param>
sealed record TrainingOutcome(
    string Data, string MeasuredOn, int Texts, ClassificationReport Report, Baselines Baselines, int Epochs, long Tokens, TimeSpan Time)
{
    internal double TokensPerSecond => Time > TimeSpan.Zero ? Tokens / Time.TotalSeconds : 0;
}
