using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Net.Http.Headers;

namespace Unroll.Studio.Service;

/// <summary>Gives every error the same form, problem details (RFC 9457), whatever the request says it accepts.</summary>
sealed class Problems(RequestDelegate next, ServiceLimits limits, ILogger<Problems> log)
{
    /// <summary>Handles a request; errors of what comes next end here.</summary>
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context).ConfigureAwait(false);
        }
        catch (Exception failure) when (!context.Response.HasStarted)
        {
            if (context.RequestAborted.IsCancellationRequested && failure is OperationCanceledException or IOException and not BadHttpRequestException)
            {
                // Whoever asked is gone: there is nobody to tell.
                return;
            }

            await Write(context, Of(failure, context.Request)).ConfigureAwait(false);
        }

        if (context.Response is { HasStarted: false, StatusCode: >= StatusCodes.Status400BadRequest, ContentType: null })
        {
            await Write(context, new(context.Response.StatusCode, DetailOf(context.Response.StatusCode, context.Request))).ConfigureAwait(false);
        }
    }

    /// <summary>Writes an error.</summary>
    internal static Task Write(HttpContext context, RequestProblem problem)
    {
        if (problem.RetryAfterSeconds is { } seconds)
        {
            context.Response.Headers[HeaderNames.RetryAfter] = $"{seconds}";
        }

        return TypedResults.Problem(new ProblemDetails { Status = problem.Status, Detail = problem.Message, Instance = context.Request.Path }).ExecuteAsync(context);
    }

    RequestProblem Of(Exception failure, HttpRequest request)
    {
        switch (failure)
        {
            case RequestProblem problem:
                return problem;
            case BadHttpRequestException { InnerException: JsonException json }:
                return RequestProblem.Wrong($"The body cannot be read as what this address takes, {PlaceOf(json)}; /openapi/v1.json says what is expected.");
            case BadHttpRequestException { StatusCode: not StatusCodes.Status400BadRequest } bad:
                return new(bad.StatusCode, DetailOf(bad.StatusCode, request));
            case BadHttpRequestException { StatusCode: StatusCodes.Status400BadRequest } when request.ContentLength is null or 0:
                return RequestProblem.Wrong("The request has no body; /openapi/v1.json says what is expected.");
            case BadHttpRequestException bad:
                return new(bad.StatusCode, OneLine(bad.Message));
            case InvalidDataException bad:
                // A model says so of what it is given: a character it does not know, a picture of another size.
                return RequestProblem.Wrong(OneLine(bad.Message));
            default:
                Log.Failed(log, failure);
                return new(StatusCodes.Status500InternalServerError, "A mistake in the service itself; its log has more.");
        }
    }

    static string PlaceOf(JsonException failure) => failure.LineNumber is { } line && failure.BytePositionInLine is { } position
        ? $"line {line + 1}, byte {position + 1}{(failure.Path is null or "$" ? "" : $", at {OneLine(failure.Path)}")}"
        : "for it lacks something";

    string DetailOf(int status, HttpRequest request) => status switch
    {
        StatusCodes.Status404NotFound => "There is nothing at this address; /openapi/v1.json lists what there is.",
        StatusCodes.Status405MethodNotAllowed => $"This address does not take {OneLine(request.Method)}; the header Allow says what it takes.",
        StatusCodes.Status415UnsupportedMediaType => "The body must be JSON, with the header Content-Type: application/json.",
        StatusCodes.Status408RequestTimeout => "The request arrived too slowly.",
        StatusCodes.Status413PayloadTooLarge => $"The body is larger than the {limits.BodyBytes} bytes that this service reads; send less at a time.",
        StatusCodes.Status504GatewayTimeout => $"The answer took longer than {limits.Time.TotalSeconds} seconds; send less at a time.",
        _ => "The request cannot be answered.",
    };

    static string OneLine(string text) => text.ReplaceLineEndings(" ");
}
