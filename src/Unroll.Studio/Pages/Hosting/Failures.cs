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

    /// <summary>Whether data, model or settings are at fault, so that the message says how to mend it.</summary>
    internal static bool IsFault(Exception exception) =>
        exception is InvalidDataException or IOException or UnauthorizedAccessException or ArgumentException or NonFiniteLossException or OutOfMemoryException;

    /// <summary>The message as one line for a person.</summary>
    internal static string Line(Exception exception) => exception switch
    {
        // The names of parameters mean nothing to whoever filled in a form.
        ArgumentException { ParamName: { } name } => exception.Message.Replace($" (Parameter '{name}')", "", StringComparison.Ordinal).Split('\n')[0].Trim(),
        OutOfMemoryException => "not enough memory; try a smaller batch or hidden state.",
        _ => exception.Message.ReplaceLineEndings(" "),
    };

    static IResult Problem(int status, string detail) => Results.Problem(detail, statusCode: status);
}

/// <summary>There is nothing of a name that a request holds.</summary>
sealed class UnknownNameException(string message) : Exception(message);
