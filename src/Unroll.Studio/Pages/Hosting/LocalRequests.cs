using Microsoft.Net.Http.Headers;

namespace Unroll.Studio.Pages.Hosting;

/// <summary>
/// Lets in only what was asked by the studio's own pages or by this machine's programs. Any page that a browser shows can send requests to
/// the loopback address, and with a name of its own that resolves to it (DNS rebinding) read the answers too.
/// </summary>
sealed class LocalRequests(RequestDelegate next)
{
    static readonly string[] LocalNames = ["127.0.0.1", "localhost"];

    public Task InvokeAsync(HttpContext context)
    {
        HttpRequest request = context.Request;
        if (!LocalNames.Contains(request.Host.Host, StringComparer.OrdinalIgnoreCase) || request.Host.Port != context.Connection.LocalPort)
        {
            return Refuse(context, $"the studio answers to 127.0.0.1 and localhost only, not to \"{request.Host}\".");
        }

        if (!HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method) && IsForeign(request))
        {
            return Refuse(context, "this was asked by a page that is not the studio's.");
        }

        return next(context);
    }

    // Browsers say where a request comes from that changes something; a program that says nothing is no browser.
    static bool IsForeign(HttpRequest request) =>
        request.Headers["Sec-Fetch-Site"] is { Count: > 0 } site && site != "same-origin"
        || request.Headers[HeaderNames.Origin] is { Count: > 0 } origin && origin != $"{request.Scheme}://{request.Host}";

    static Task Refuse(HttpContext context, string reason)
    {
        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync($"Refused: {reason}\n");
    }
}
