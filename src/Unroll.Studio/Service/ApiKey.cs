using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Net.Http.Headers;

namespace Unroll.Studio.Service;

/// <summary>Lets only those in who bring the key along, as <c>Authorization: Bearer KEY</c>. Whether the service lives may be asked by anybody.</summary>
sealed class ApiKey(RequestDelegate next, string key)
{
    readonly byte[] expected = DigestOf(key);

    /// <summary>Handles a request, or refuses it.</summary>
    public Task InvokeAsync(HttpContext context)
    {
        if (context.Request.Path.StartsWithSegments("/health") || IsGiven(context.Request))
        {
            return next(context);
        }

        context.Response.Headers.WWWAuthenticate = "Bearer";
        return Problems.Write(context, new(StatusCodes.Status401Unauthorized, "This service needs its key: send the header Authorization: Bearer KEY."));
    }

    // Digests have one length, and comparing them takes one time: neither says anything about the key.
    bool IsGiven(HttpRequest request) =>
        AuthenticationHeaderValue.TryParse(request.Headers[HeaderNames.Authorization], out AuthenticationHeaderValue? given)
        && given is { Scheme: "Bearer", Parameter: { } parameter }
        && CryptographicOperations.FixedTimeEquals(DigestOf(parameter), expected);

    static byte[] DigestOf(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}
