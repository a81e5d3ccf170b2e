using Unroll.Inspection.TrainingRuns;
using Unroll.Studio.Pages.Models;
using Unroll.Training;

namespace Unroll.Studio.Pages.Runs;

/// <summary>How a model was trained.</summary>
static class RunApi
{
    internal static void Map(IEndpointRouteBuilder api) => api.MapGet("/runs/{*model}", (string model, ModelShelf shelf) =>
    {
        ModelEntry entry = shelf.Find(model);
        return Results.Ok(File.Exists(TrainingHistory.PathIn(entry.Path)) ? RunAnswer.Of(entry.Task ?? "", RunInspection.Read(entry.Path)) : new(entry.Task ?? "", [], [], []));
    });
}

/// <summary>A run.</summary>
/// <param name="Task">What the model does.</param>
/// <param name="Epochs">First one first; none where the history is not there.</param>
/// <param name="Findings">The verdict, what matters most first.</param>
/// <param name="Levels">What was seen in each recurrent layer; none where no step was looked into.</param>
sealed record RunAnswer(string Task, IReadOnlyList<EpochRecord> Epochs, IReadOnlyList<RunFinding> Findings, IReadOnlyList<LevelSummary> Levels)
{
    internal static RunAnswer Of(string task, RunInspection run) => new(task, run.History, RunFindings.Of(run), run.Levels);
}
