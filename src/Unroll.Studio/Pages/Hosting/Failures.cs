using System.Text.Json;
using Unroll.Training;

namespace Unroll.Studio.Pages.Hosting;

/// <summary>What went wrong, as one line that a page can show.</summary>
static class Failures
{
    /// <summary>Turns exceptions of an endpoint into problem details.</summary>
    internal static async ValueTask<object?> AsProblems(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context).ConfigureAwait(false);
        }
        catch (UnknownNameException exception)
        {
            return Problem(StatusCodes.Status404NotFound, exception.Message);
        }
        catch (Exception exception) when (IsFault(exception))
        {
            return Problem(StatusCodes.Status422UnprocessableEntity, Line(exception));
        }
    }

    /// <summary>Turns requests that no endpoint can read into problem details.</summary>
    internal static async Task UnreadAsProblems(HttpContext context, RequestDelegate next)
    {
        try
        {
            await next(context).ConfigureAwait(false);
        }
        catch (BadHttpRequestException exception) when (!context.Response.HasStarted)
        {
            string reason = exception.InnerException is JsonException json ? Unread(json) : Line(exception);
            await Problem(exception.StatusCode, reason).ExecuteAsync(context).ConfigureAwait(false);
        }
    }

    /// <summary>Whether data, model or settings are at fault, so that the message says how to mend it.</summary>
    internal static bool IsFault(Exception exception) =>
        exception is InvalidDataException or IOException or UnauthorizedAccessException or ArgumentException or NonFiniteLossException or OutOfMemoryException or PlatformNotSupportedException;

    /// <summary>The message as one line for a person.</summary>
    internal static string Line(Exception exception) => exception switch
    {
        // The names of parameters mean nothing to whoever filled in a form.
        ArgumentException { ParamName: { } name } => exception.Message.Replace($" (Parameter '{name}')", "", StringComparison.Ordinal).Split('\n')[0].Trim(),
        OutOfMemoryException => "not enough memory; try a smaller batch or hidden state.",
        _ => exception.Message.ReplaceLineEndings(" "),
    };

    // The message itself speaks of types of .NET; only what is missing is named nowhere else.
    static string Unread(JsonException exception) => exception switch
    {
        _ when exception.Message.Split("required properties including: ") is [_, var missing] => $"the request lacks {missing.TrimEnd('.')}; send that too.",
        { Path: null or "$" } => $"the body is not the JSON object that this address takes (line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1}).",
        _ => $"{exception.Path}: null, or of another type than this address takes; send what the studio's own page sends.",
    };

    static IResult Problem(int status, string detail) => Results.Problem(detail, statusCode: status);
}

/// <summary>There is nothing of a name that a request holds.</summary>
sealed class UnknownNameException(string message) : Exception(message);
