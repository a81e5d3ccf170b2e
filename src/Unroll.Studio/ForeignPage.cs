using Microsoft.Net.Http.Headers;

namespace Unroll.Studio;

/// <summary>
/// Tells the requests of a page that lies elsewhere. Any page that a browser shows can send requests to the loopback address; it cannot read
/// what comes back, but what the request changes is changed.
/// </summary>
static class ForeignPage
{
    /// <summary>Whether a page of another address asks for something that may change what is here.</summary>
    /// <remarks>Browsers say where such a request comes from; a program that says nothing is no browser.</remarks>
    internal static bool Asks(HttpRequest request) =>
        !HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method) && (IsOfAnotherSite(request) || IsOfAnotherOrigin(request));

    static bool IsOfAnotherSite(HttpRequest request) => request.Headers["Sec-Fetch-Site"] is { Count: > 0 } site && site != "same-origin";

    static bool IsOfAnotherOrigin(HttpRequest request) =>
        request.Headers[HeaderNames.Origin] is { Count: > 0 } origin && origin != $"{request.Scheme}://{request.Host}";
}
