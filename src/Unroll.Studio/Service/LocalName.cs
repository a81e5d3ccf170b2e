using System.Net;

namespace Unroll.Studio.Service;

/// <summary>
/// Lets only requests in that call this machine by a name of its own. A page in a browser could otherwise let a name of its choice mean
/// this machine, and read what a service answers that is meant for this machine alone (DNS rebinding). Nor may a page of another address
/// change anything here: it could not read the answer, but end a session or keep the service busy.
/// </summary>
sealed class LocalName(RequestDelegate next)
{
    /// <summary>Handles a request, or refuses it.</summary>
    public Task InvokeAsync(HttpContext context)
    {
        if (!IsLocal(context.Request.Host.Host))
        {
            return Problems.Write(context, new(StatusCodes.Status421MisdirectedRequest, "The header Host has to name this machine, as in localhost or 127.0.0.1."));
        }

        return !ForeignPage.Asks(context.Request)
            ? next(context)
            : Problems.Write(context, new(StatusCodes.Status403Forbidden, "A page of another address asks this; ask from a program of this machine instead."));
    }

    static bool IsLocal(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host, out IPAddress? address) && IPAddress.IsLoopback(address));
}
