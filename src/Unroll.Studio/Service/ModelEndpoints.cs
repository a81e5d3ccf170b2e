using Microsoft.AspNetCore.Http.HttpResults;

namespace Unroll.Studio.Service;

/// <summary>The addresses that say what is served, and how the service is.</summary>
static class ModelEndpoints
{
    internal static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/models", (ServedModels models) => new ModelsResponse([.. models.All.Select(model => Response(model, models))]))
            .WithSummary("Lists the models.");
        api.MapGet("/models/{model}", (string model, ServedModels models) => Response(models[model], models))
            .WithSummary("Says what a model is, and whether its folder can be loaded.");
    }

    /// <summary>Whether the process lives, and whether it takes requests: for whoever starts it and sends requests to it.</summary>
    internal static void MapHealth(IEndpointRouteBuilder application)
    {
        RouteGroupBuilder health = application.MapGroup("/health").WithTags("Health");
        health.MapGet("/live", () => new HealthResponse("ok")).WithSummary("Answers as long as the service lives.");
        health.MapGet("/ready", Ready).WithSummary("Says whether the service takes requests.");
    }

    // All models are loaded before the service listens, so it is ready until it begins to end.
    static Results<Ok<HealthResponse>, ProblemHttpResult> Ready(IHostApplicationLifetime lifetime) => lifetime.ApplicationStopping.IsCancellationRequested
        ? throw RequestProblem.Overloaded("The service is about to end.")
        : TypedResults.Ok(new HealthResponse("ok"));

    static ModelResponse Response(ServedModel model, ServedModels models) => new(
        model.Address.Name, model.Address.Version, model.Address.Full, models.IsCurrent(model), model.Task, model.Parameters, model.Waiting, model.Loaded, model.Fault);
}
