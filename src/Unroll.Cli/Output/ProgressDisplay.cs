using System.Globalization;
using Unroll.Training;

namespace Unroll.Cli.Output;

/// <summary>
/// Training as it goes, on standard error: a line for each epoch, and on a terminal one line below them that is redrawn in place.
/// It is called on the training thread, in order.
/// </summary>
/// <param name="validates">Whether every epoch ends with a validation.</param>
sealed class ProgressDisplay(bool validates) : IProgress<TrainingProgress>
{
    static readonly TimeSpan RedrawInterval = TimeSpan.FromMilliseconds(100);

    readonly TimeProvider clock = TimeProvider.System;
    Validation? seen;
    int epochShown;
    long lastDrawn;
    int shownLength;

    /// <summary>What was told last; null before the first step.</summary>
    internal TrainingProgress? Last { get; private set; }

    public void Report(TrainingProgress value)
    {
        Last = value;
        if (IsEndOfEpoch(value))
        {
            Clear();
            Console.Error.WriteLine(EpochLine(value, validates));
            epochShown = value.Epoch;
        }
        else if (Terminal.Redraws && (shownLength == 0 || clock.GetElapsedTime(lastDrawn) >= RedrawInterval))
        {
            Draw(LiveLine(value, Terminal.Width(redirected: false) - 1));
            lastDrawn = clock.GetTimestamp();
        }
        seen = value.LastValidation;
    }

    // The last step of an epoch is told before its validation, and once more after it.
    bool IsEndOfEpoch(TrainingProgress value) => value.StepInEpoch == value.StepsInEpoch && value.Epoch > epochShown
        && (!validates || !ReferenceEquals(value.LastValidation, seen));

    /// <summary>Takes the live line away; whatever is said next begins on a clean line.</summary>
    internal void Clear()
    {
        if (shownLength == 0) return;
        Draw("");
        Console.Error.Write('\r');
        shownLength = 0;
    }

    // Blanks instead of an erase code: terminals without codes, and NO_COLOR, need no case of their own.
    void Draw(string line)
    {
        Console.Error.Write($"\r{line.PadRight(shownLength)}");
        shownLength = line.Length;
    }

    static string EpochLine(TrainingProgress value, bool validates)
    {
        string validation = validates && value.LastValidation is { } last
            ? Invariant($"; validation accuracy {Figures.Percent(last.Metric)}{(last.Loss is { } loss ? $", loss {Figures.Nats(loss)}" : "")}")
            : "";
        return Invariant($"epoch {value.Epoch}: loss {Figures.Nats(value.Loss)}{Accuracy(", accuracy ", value)}{validation}; {Figures.Short(value.TokensPerSecond)} tokens/s");
    }

    static string Accuracy(string before, TrainingProgress value) => value.Accuracy is { } accuracy ? before + Figures.Percent(accuracy) : "";

    /// <summary>As much as fits, the most important first.</summary>
    internal static string LiveLine(TrainingProgress value, int width)
    {
        string line = Invariant($"epoch {value.Epoch}/{value.Epochs}");
        ReadOnlySpan<string> parts =
        [
            Invariant($"  {100.0 * value.StepInEpoch / Math.Max(1, value.StepsInEpoch),3:0} %"),
            $"  loss {Figures.Nats(value.Loss)}",
            $"  {Figures.Duration(value.Remaining)} left",
            Accuracy("  accuracy ", value),
            $"  {Figures.Short(value.TokensPerSecond)} tokens/s",
            value.LastValidation is { } last ? $"  validation {Figures.Percent(last.Metric)}" : "",
        ];
        foreach (string part in parts)
        {
            if (line.Length + part.Length <= width) line += part;
        }
        return line.Length <= width ? line : line[..Math.Max(0, width)];
    }

    static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
