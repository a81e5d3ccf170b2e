namespace Unroll.Studio.Service;

/// <summary>A request that cannot be answered, for a reason that whoever sent it should read.</summary>
/// <param name="status">The status code of the response.</param>
/// <param name="detail">What is at fault, what was expected and how to mend it; one line.</param>
sealed class RequestProblem(int status, string detail) : Exception(detail)
{
    /// <summary>The status code of the response.</summary>
    internal int Status => status;

    /// <summary>After how many seconds it is worth trying again; null where it is not.</summary>
    internal int? RetryAfterSeconds { get; private init; }

    /// <summary>The request itself is wrong.</summary>
    internal static RequestProblem Wrong(string detail) => new(StatusCodes.Status400BadRequest, detail);

    /// <summary>There is no such thing.</summary>
    internal static RequestProblem Missing(string detail) => new(StatusCodes.Status404NotFound, detail);

    /// <summary>Something else is at the same thing at this moment, or it is of another kind.</summary>
    internal static RequestProblem Conflict(string detail) => new(StatusCodes.Status409Conflict, detail);

    /// <summary>More than one request may bring.</summary>
    internal static RequestProblem TooLarge(string detail) => new(StatusCodes.Status413PayloadTooLarge, detail);

    /// <summary>The service has more to do than it takes on.</summary>
    internal static RequestProblem Overloaded(string detail) => new(StatusCodes.Status503ServiceUnavailable, detail) { RetryAfterSeconds = 1 };
}
