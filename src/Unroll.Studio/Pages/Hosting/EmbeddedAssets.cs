using System.Collections.Frozen;
using System.Security.Cryptography;
using Microsoft.Net.Http.Headers;

namespace Unroll.Studio.Pages.Hosting;

/// <summary>Styles and scripts, out of the assembly: wherever it is copied, they are there.</summary>
sealed class EmbeddedAssets
{
    const string Prefix = "wwwroot/";

    readonly FrozenDictionary<string, Asset> assets = Read();

    /// <summary>Maps <c>/assets/NAME</c>.</summary>
    internal void Map(IEndpointRouteBuilder routes) => routes.MapGet("/assets/{**name}", (string name, HttpContext context) =>
    {
        if (!assets.TryGetValue(name, out Asset? asset)) return Results.NotFound();
        // Asked about each time: after an update of the tool no browser goes on with the scripts of before.
        context.Response.Headers.CacheControl = "no-cache";
        return Results.Bytes(asset.Content, asset.Type, entityTag: asset.Tag);
    });

    static FrozenDictionary<string, Asset> Read()
    {
        Dictionary<string, Asset> assets = [];
        foreach (string resource in typeof(EmbeddedAssets).Assembly.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            using Stream stream = typeof(EmbeddedAssets).Assembly.GetManifestResourceStream(resource)!;
            byte[] content = new byte[stream.Length];
            stream.ReadExactly(content);
            assets.Add(resource[Prefix.Length..], new(content, TypeOf(resource), new($"\"{Convert.ToHexStringLower(SHA256.HashData(content))[..16]}\"")));
        }

        return assets.ToFrozenDictionary(StringComparer.Ordinal);
    }

    static string TypeOf(string name) => Path.GetExtension(name) switch
    {
        ".css" => "text/css; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".svg" => "image/svg+xml",
        _ => "text/plain; charset=utf-8",
    };

    sealed record Asset(byte[] Content, string Type, EntityTagHeaderValue Tag);
}
