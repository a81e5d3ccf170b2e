using Microsoft.AspNetCore.Http.HttpResults;
using Unroll.Tasks.Generation;

namespace Unroll.Studio.Service;

/// <summary>The addresses of sessions: a generator's state that is kept between requests.</summary>
static class SessionEndpoints
{
    internal static void Map(RouteGroupBuilder api)
    {
        api.MapPost("/models/{model}/sessions", Begin).WithTags("Sessions").WithSummary("Begins a session: a text that is read and written in turns.");
        RouteGroupBuilder session = api.MapGroup("/sessions/{id}").WithTags("Sessions");
        session.MapGet("/", Show).WithSummary("Says how far a session is.");
        session.MapDelete("/", End).WithSummary("Ends a session.");
        // Reading and looking ahead compute as writing does, so they count among the generators' requests.
        session.MapPost("/read", Read).WithSummary("Reads a text. It costs the same however much the session has read before.")
            .RequireRateLimiting(TaskEndpoints.StreamLimit);
        session.MapGet("/next", Next).WithSummary("Says what may come next; the text stays as it is.")
            .RequireRateLimiting(TaskEndpoints.StreamLimit);
        session.MapPost("/generate", Generate).WithSummary("Goes on writing, as server-sent events; what was written is part of the session.")
            .RequireRateLimiting(TaskEndpoints.StreamLimit).DisableRequestTimeout();
    }

    static Created<SessionResponse> Begin(string model, ServedModels models, SessionStore store)
    {
        SessionStore.Session session = store.Begin(models.Require<ServedGenerator>(model));
        return TypedResults.Created($"/v1/sessions/{session.Id}", Response(session));
    }

    static SessionResponse Show(string id, SessionStore store)
    {
        using SessionStore.Lease lease = store.Take(id);
        return Response(lease.Session);
    }

    static NoContent End(string id, SessionStore store)
    {
        store.End(id);
        return TypedResults.NoContent();
    }

    static SessionResponse Read(string id, ReadRequest request, SessionStore store, ServiceLimits limits)
    {
        using SessionStore.Lease lease = store.Take(id);
        if (request.Text is null)
        {
            throw RequestProblem.Wrong("text: it is missing; give the text to read.");
        }

        lease.Session.Text.Read(RequestedInput.NotTooLong([request.Text], lease.Session.Generator.CountTokens, limits)[0]);
        return Response(lease.Session);
    }

    static NextResponse Next(string id, SessionStore store, int count = 10)
    {
        const int most = 1000;
        if (count is < 1 or > most)
        {
            throw RequestProblem.Wrong($"count: from 1 to {most} tokens can be asked for, got {count}.");
        }

        using SessionStore.Lease lease = store.Take(id);
        return new([.. lease.Session.Text.Next(count).Select(token => new NextAnswer(token.Text, token.Probability))]);
    }

    static ServerSentEventsResult<StreamEvent> Generate(
        string id, GenerateRequest request, SessionStore store, ServiceLimits limits, HttpContext context, CancellationToken cancellationToken)
    {
        GenerationOptions options = RequestedInput.Generation(request, limits);
        if (request.Prompt is not null)
        {
            throw RequestProblem.Wrong("prompt: a session has its text already; let it read more at /read, and leave the prompt out.");
        }

        SessionStore.Lease lease = store.Take(id);
        // Given back when the response has ended, however it ends; when the text ends first, then already.
        context.Response.RegisterForDispose(lease);
        if (lease.Session.Text is { TokensRead: 0, TokensWritten: 0 })
        {
            throw RequestProblem.Wrong("The session has read nothing yet, and there is nothing to go on from; let it read a few characters at /read.");
        }

        return TypedResults.ServerSentEvents(TextStream.Write(lease.Session.Text, options, limits.Time, lease.Dispose, cancellationToken));
    }

    static SessionResponse Response(SessionStore.Session session) => new(session.Id, session.Model, session.Text.TokensRead, session.Text.TokensWritten);
}
