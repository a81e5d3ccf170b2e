using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Features;

namespace Unroll.Studio.Pages.Training;

/// <summary>Sends a table, looks at it, trains on it and follows the training.</summary>
static class TrainingApi
{
    const long LargestTable = 1L << 30;
    static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(200);

    internal static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost("/tables", async (string name, HttpContext context, UploadedTables tables) =>
        {
            context.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>().MaxRequestBodySize = LargestTable;
            UploadedTable table = await tables.KeepAsync(name, context.Request.Body, context.RequestAborted).ConfigureAwait(false);
            return Results.Ok(new TableAnswer(table.Id, table.Name, table.Read(Text.TableColumns.Read)));
        });
        api.MapPost("/tables/profile", (ProfileRequest request, UploadedTables tables) => Results.Ok(ProfileAnswer.Of(request.Read(tables))));
        api.MapPost("/trainings", (TrainingRequest request, TrainingJobs jobs) => Results.Ok(new TrainingStarted(jobs.Start(request).Id)));
        api.MapPost("/trainings/{id}/cancel", (string id, TrainingJobs jobs) =>
        {
            jobs.Find(id).Cancel();
            return Results.NoContent();
        });
        api.MapGet("/trainings/{id}", (string id, TrainingJobs jobs, CancellationToken gone) => Results.ServerSentEvents(Events(jobs.Find(id), gone)));
    }

    // First the curve so far, so that a page that comes later, or comes back, draws it whole; then whatever has changed.
    static async IAsyncEnumerable<SseItem<string>> Events(TrainingJob job, [EnumeratorCancellation] CancellationToken gone)
    {
        yield return new(JsonSerializer.Serialize(job.Curve, StudioJson.Default.IReadOnlyListTrainingPoint), "curve");
        TrainingSnapshot? told = null;
        while (true)
        {
            TrainingSnapshot now = job.Snapshot;
            if (!ReferenceEquals(now, told)) yield return new(JsonSerializer.Serialize(now, StudioJson.Default.TrainingSnapshot), "state");
            if (now.IsOver) yield break;
            told = now;
            await Task.Delay(Beat, gone).ConfigureAwait(false);
        }
    }
}

/// <summary>A training has begun.</summary>
sealed record TrainingStarted(string Id);
