using Unroll.Training;
using Unroll.Training.Probes;

namespace Unroll.Inspection.TrainingRuns;

/// <summary>What is known about how a model was trained: its epochs and, where steps were looked into, what was seen there.</summary>
/// <param name="Folder">The model's folder, or that of a run under way.</param>
/// <param name="History">Every epoch, first one first; one or more.</param>
/// <param name="Steps">The steps looked into, first one first; empty for a run without <see cref="TrainingOptions.InspectEverySteps"/>.</param>
public sealed record RunInspection(string Folder, IReadOnlyList<EpochRecord> History, IReadOnlyList<StepInspection> Steps)
{
    // A look at a network that has learned all there is says nothing about how it learned.
    const double StillLearning = 0.01;

    /// <summary>Reads a folder.</summary>
    /// <param name="folder">A model's folder, or that of a run under way.</param>
    /// <exception cref="InvalidDataException">There is no history in it, or a file is damaged; one line that names it.</exception>
    public static RunInspection Read(string folder)
    {
        if (!File.Exists(TrainingHistory.PathIn(folder)))
        {
            throw new InvalidDataException($"{TrainingHistory.PathIn(folder)}: this file is missing, so nothing is known about a training; give the folder that training wrote.");
        }

        try
        {
            IReadOnlyList<EpochRecord> history = TrainingHistory.Read(folder);
            return history.Count > 0
                ? new(folder, history, File.Exists(TrainingInspection.PathIn(folder)) ? TrainingInspection.Read(folder) : []) { Lighter = LessToCarry.Of(folder) }
                : throw new InvalidDataException($"{TrainingHistory.PathIn(folder)}: no epoch is finished yet; look again later.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InvalidDataException($"{folder}: cannot be read: {exception.Message.ReplaceLineEndings(" ")}", exception);
        }
    }

    /// <summary>What to try so that less has to be carried through time, as <see cref="LessToCarry"/> has it.</summary>
    internal string Lighter { get; init; } = "";

    /// <summary>The later half of the looks while the network still learned: where its gradients are longer than a hundredth of the longest seen.</summary>
    public IReadOnlyList<StepInspection> TellingSteps
    {
        get
        {
            double longest = Steps.Select(step => step.GradientNorm).DefaultIfEmpty().Max();
            StepInspection[] telling = [.. Steps.Where(step => step.GradientNorm >= StillLearning * longest)];
            return telling[(telling.Length / 2)..];
        }
    }

    /// <summary>How far the last telling step moved each parameter; none where nothing was looked into.</summary>
    public IReadOnlyList<ParameterUpdate> LatestUpdates => TellingSteps is { Count: > 0 } telling ? telling[^1].Updates : [];

    /// <summary>Each layer and direction that was looked into, with what was seen of it in the telling steps.</summary>
    public IReadOnlyList<LevelSummary> Levels =>
        [.. TellingSteps.SelectMany(step => step.Levels).GroupBy(level => (level.Stack, level.Layer, level.IsReverse)).Select(level => LevelSummary.Of([.. level]))];
}
