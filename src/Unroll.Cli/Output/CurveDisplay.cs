using System.Globalization;
using Unroll.Inspection.Grids;

namespace Unroll.Cli.Output;

/// <summary>Says on standard error how far an experiment is: a line that is redrawn on a terminal, else a line for each tenth.</summary>
sealed class CurveDisplay(ScoreScale scale) : IProgress<ExperimentProgress>
{
    readonly LiveLine live = new();
    (int Network, int Tenth) said;

    public void Report(ExperimentProgress progress)
    {
        string line = string.Create(CultureInfo.InvariantCulture,
            $"{progress.Number}/{progress.Networks} {progress.Network}: {100 * progress.Share:0} %, {progress.Point.Samples:#,0} samples, loss {progress.Point.Loss:0.000}, score {Score(progress.Point.Score, scale)}");
        live.Show(width => line.Length <= width ? line : line[..width]);
        if (Terminal.Redraws || said == (progress.Number, (int)(10 * progress.Share))) return;
        said = (progress.Number, (int)(10 * progress.Share));
        Messages.Say(line);
    }

    /// <summary>Takes the line away.</summary>
    internal void Clear() => live.Clear();

    /// <summary>A score as its scale reads.</summary>
    internal static string Score(double score, ScoreScale scale) => scale == ScoreScale.Share ? Figures.Percent(score) : Figures.Score(score);
}
