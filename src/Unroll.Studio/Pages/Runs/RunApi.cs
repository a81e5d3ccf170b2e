using Unroll.Studio.Pages.Models;
using Unroll.Training;

namespace Unroll.Studio.Pages.Runs;

/// <summary>How a model was trained.</summary>
static class RunApi
{
    internal static void Map(IEndpointRouteBuilder api) => api.MapGet("/runs/{*model}", (string model, ModelShelf shelf) =>
    {
        ModelEntry entry = shelf.Find(model);
        return Results.Ok(new RunAnswer(entry.Task ?? "", File.Exists(TrainingHistory.PathIn(entry.Path)) ? TrainingHistory.Read(entry.Path) : []));
    });
}

/// <summary>A run.</summary>
/// <param name="Task">What the model does.</param>
/// <param name="Epochs">First one first; none where the history is not there.</param>
sealed record RunAnswer(string Task, IReadOnlyList<EpochRecord> Epochs);
