using System.Globalization;
using Unroll.Training;

namespace Unroll.Cli.Output;

/// <summary>
/// Training as it goes, on standard error: a line for each epoch, and on a terminal one line below them that is redrawn in place.
/// It is called on the training thread, in order.
/// </summary>
sealed class ProgressDisplay : IProgress<TrainingProgress>
{
    static readonly TimeSpan RedrawInterval = TimeSpan.FromMilliseconds(100);

    readonly TimeProvider clock = TimeProvider.System;
    long lastDrawn;
    int shownLength;

    /// <summary>Epochs seen to their end.</summary>
    internal int Epochs { get; private set; }

    /// <summary>Tokens learned from.</summary>
    internal long Tokens { get; private set; }

    public void Report(TrainingProgress value)
    {
        (Epochs, Tokens) = (value.EpochEnded ? value.Epoch : Epochs, value.Tokens);
        if (value.EpochEnded)
        {
            Clear();
            Console.Error.WriteLine(EpochLine(value));
        }
        else if (Terminal.Redraws && (shownLength == 0 || clock.GetElapsedTime(lastDrawn) >= RedrawInterval))
        {
            Draw(LiveLine(value, Terminal.Width(redirected: false) - 1));
            lastDrawn = clock.GetTimestamp();
        }
    }

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

    static string EpochLine(TrainingProgress value)
    {
        string validation = value is { ValidationAccuracy: { } accuracy, ValidationLoss: { } loss }
            ? $"; validation loss {Figures.Nats(loss)}, accuracy {Figures.Percent(accuracy)}"
            : "";
        return Invariant($"epoch {value.Epoch}: loss {Figures.Nats(value.Loss)}, accuracy {Figures.Percent(value.Accuracy)}{validation}; {Figures.Short(value.TokensPerSecond)} tokens/s");
    }

    /// <summary>As much as fits, the most important first.</summary>
    internal static string LiveLine(TrainingProgress value, int width)
    {
        string line = Invariant($"epoch {value.Epoch}/{value.Epochs}");
        ReadOnlySpan<string> parts =
        [
            Invariant($"  {100.0 * value.Step / Math.Max(1, value.Steps),3:0} %"),
            $"  loss {Figures.Nats(value.Loss)}",
            value.Remaining is { } left ? $"  {Figures.Duration(left)} left" : "",
            $"  accuracy {Figures.Percent(value.Accuracy)}",
            $"  {Figures.Short(value.TokensPerSecond)} tokens/s",
            value.ValidationAccuracy is { } validation ? $"  validation {Figures.Percent(validation)}" : "",
        ];
        foreach (string part in parts)
        {
            if (line.Length + part.Length <= width) line += part;
        }
        return line.Length <= width ? line : line[..Math.Max(0, width)];
    }

    static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
