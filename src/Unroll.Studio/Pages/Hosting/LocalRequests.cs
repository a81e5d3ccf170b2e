namespace Unroll.Studio.Pages.Hosting;

/// <summary>
/// Lets in only what was asked by the studio's own pages or by this machine's programs. Any page that a browser shows can send requests to
/// the loopback address, and with a name of its own that resolves to it (DNS rebinding) read the answers too.
/// </summary>
sealed class LocalRequests(RequestDelegate next)
{
    // What a browser leaves out of the header Host.
    const int StandardPort = 80;

    static readonly string[] LocalNames = ["127.0.0.1", "localhost"];

    public Task InvokeAsync(HttpContext context)
    {
        HttpRequest request = context.Request;
        if (!LocalNames.Contains(request.Host.Host, StringComparer.OrdinalIgnoreCase) || (request.Host.Port ?? StandardPort) != context.Connection.LocalPort)
        {
            return Refuse(context, $"the studio answers to 127.0.0.1 and localhost only, not to \"{request.Host}\".");
        }

        if (ForeignPage.Asks(request))
        {
            return Refuse(context, "this was asked by a page that is not the studio's.");
        }

        return next(context);
    }

    static Task Refuse(HttpContext context, string reason)
    {
        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync($"Refused: {reason}\n");
    }
}
