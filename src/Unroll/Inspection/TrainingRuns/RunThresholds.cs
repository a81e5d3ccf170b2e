namespace Unroll.Inspection.TrainingRuns;

/// <summary>From where on something about a run is worth a word.</summary>
/// <param name="Vanished">Share of a gradient that is as good as nothing.</param>
/// <param name="Faint">Share of a gradient that hardly counts beside that of the nearest tokens.</param>
/// <param name="Exploded">How many times a gradient may grow on its way back.</param>
/// <param name="Saturated">Share of a gate's values at its ends, where a gradient hardly passes.</param>
/// <param name="ShortMemory">Half-life of nine units in ten, in tokens, below which a layer keeps next to nothing, where sequences are ten times as long.</param>
/// <param name="SmallestUpdate">Length of an update divided by that of the weights: below, a run hardly moves.</param>
/// <param name="LargestUpdate">Above, a run forgets at each step what it has learned.</param>
/// <param name="Overfitted">How much the validation loss may rise above its lowest, as a share of it.</param>
/// <param name="Progress">How much the training loss should fall between the first epoch and the last, as a share of the first.</param>
public sealed record RunThresholds(
    double Vanished = 1e-6,
    double Faint = 1e-3,
    double Exploded = 100,
    double Saturated = 0.8,
    double ShortMemory = 2,
    double SmallestUpdate = 1e-5,
    double LargestUpdate = 0.1,
    double Overfitted = 0.1,
    double Progress = 0.02);
