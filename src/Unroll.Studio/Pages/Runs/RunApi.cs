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
        RunAnswer answer = new(entry.Task ?? "", ModelFacts.Selection(entry.Path), [], [], []);
        return Results.Ok(File.Exists(TrainingHistory.PathIn(entry.Path)) ? answer.With(RunInspection.Read(entry.Path)) : answer);
    });
}

/// <summary>A run.</summary>
/// <param name="Task">What the model does.</param>
/// <param name="Selection">What said which epoch was the best, where a task has a choice; null where not.</param>
/// <param name="Epochs">First one first; none where the history is not there.</param>
/// <param name="Findings">The verdict, what matters most first.</param>
/// <param name="Levels">What was seen in each recurrent layer; none where no step was looked into.</param>
sealed record RunAnswer(string Task, string? Selection, IReadOnlyList<EpochRecord> Epochs, IReadOnlyList<RunFinding> Findings, IReadOnlyList<LevelSummary> Levels)
{
    internal RunAnswer With(RunInspection run) => this with { Epochs = run.History, Findings = RunFindings.Of(run), Levels = run.Levels };
}
