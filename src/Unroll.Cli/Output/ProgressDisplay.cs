using System.Globalization;
using Unroll.Training;

namespace Unroll.Cli.Output;

/// <summary>
/// Training as it goes, on standard error: a line for each epoch, and on a terminal one line below them that is redrawn in place. Where only
/// time ends the run, of which a small table has thousands of epochs, a line a second at most.
/// It is called on the training thread, in order.
/// </summary>
/// <param name="validates">Whether every epoch ends with a validation.</param>
/// <param name="describe">What a validation came to, in a few words: "accuracy 91.2 %".</param>
sealed class ProgressDisplay(bool validates, Func<Validation, string> describe) : IProgress<TrainingProgress>
{
    static readonly TimeSpan BetweenLines = TimeSpan.FromSeconds(1);

    readonly LiveLine live = new();
    Validation? seen;
    int epochShown;
    TimeSpan? lineAt;

    public void Report(TrainingProgress value)
    {
        if (IsEndOfEpoch(value))
        {
            if (!IsEndless(value) || lineAt is not { } at || value.Elapsed - at >= BetweenLines)
            {
                live.Clear();
                Page.Remarks.Say(EpochLine(value));
                lineAt = value.Elapsed;
            }
            epochShown = value.Epoch;
        }
        else
        {
            live.Show(width => StepLine(value, width));
        }
        seen = value.LastValidation;
    }

    /// <summary>Takes the live line away.</summary>
    internal void Clear() => live.Clear();

    // The last step of an epoch is told before its validation, and once more after it.
    bool IsEndOfEpoch(TrainingProgress value) => value.StepInEpoch == value.StepsInEpoch && value.Epoch > epochShown
        && (!validates || !ReferenceEquals(value.LastValidation, seen));

    // Where time is the limit, nobody knows how many epochs there will be.
    static bool IsEndless(TrainingProgress value) => value.Epochs == int.MaxValue;

    string EpochLine(TrainingProgress value)
    {
        string line = $"{Epoch(value)}: loss {Figures.Nats(value.Loss)}{Accuracy(", accuracy ", value)}";
        if (validates && value.LastValidation is { } last)
        {
            line += $"; validation{(last.Loss is { } loss ? $" loss {Figures.Nats(loss)}," : "")} {describe(last)}";
        }
        string speed = $"; {Figures.Short(value.TokensPerSecond)} tokens/s";
        return line.Length + speed.Length < Page.Remarks.Width ? line + speed : line;
    }

    /// <summary>As much as fits, the most important first.</summary>
    string StepLine(TrainingProgress value, int width)
    {
        string line = IsEndless(value) ? Epoch(value) : string.Create(CultureInfo.InvariantCulture, $"{Epoch(value)}/{value.Epochs}");
        ReadOnlySpan<string> parts =
        [
            string.Create(CultureInfo.InvariantCulture, $"  {100.0 * value.StepInEpoch / value.StepsInEpoch,3:0} %"),
            $"  loss {Figures.Nats(value.Loss)}",
            $"  {Figures.Clock(value.Remaining)} left",
            Accuracy("  accuracy ", value),
            $"  {Figures.Short(value.TokensPerSecond)} tokens/s",
            value.LastValidation is { } last ? $"  validation {describe(last)}" : "",
        ];
        foreach (string part in parts)
        {
            if (line.Length + part.Length <= width) line += part;
        }
        return line.Length <= width ? line : line[..Math.Max(0, width)];
    }

    static string Epoch(TrainingProgress value) => string.Create(CultureInfo.InvariantCulture, $"epoch {value.Epoch}");

    static string Accuracy(string before, TrainingProgress value) => value.Accuracy is { } accuracy ? before + Figures.Percent(accuracy) : "";
}
