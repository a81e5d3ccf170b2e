using System.Net;

namespace Unroll.Studio.Service;

/// <summary>
/// Lets only requests in that call this machine by a name of its own. A page in a browser could otherwise let a name of its choice mean
/// this machine, and read what a service answers that is meant for this machine alone (DNS rebinding).
/// </summary>
sealed class LocalName(RequestDelegate next)
{
    /// <summary>Handles a request, or refuses it.</summary>
    public Task InvokeAsync(HttpContext context)
    {
        string host = context.Request.Host.Host;
        return host == "localhost" || (IPAddress.TryParse(host, out IPAddress? address) && IPAddress.IsLoopback(address))
            ? next(context)
            : Problems.Write(context, new(StatusCodes.Status421MisdirectedRequest, "The header Host has to name this machine, as in localhost or 127.0.0.1."));
    }
}
