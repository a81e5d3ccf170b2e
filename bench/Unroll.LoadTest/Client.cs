using System.Net.Http.Headers;
using System.Text.Json;

namespace Unroll.LoadTest;

/// <summary>Asks a service to classify texts, one a request.</summary>
sealed class Client : IDisposable
{
    // Fewer than the service answers at a time.
    const int MostConnections = 200;

    readonly HttpClient http;
    readonly Uri predict;
    readonly byte[][] bodies;
    int next;

    /// <summary>A client of a service.</summary>
    /// <param name="address">Where it listens.</param>
    /// <param name="model">What is asked.</param>
    /// <param name="texts">What it is asked about, in turns.</param>
    internal Client(Uri address, string model, IReadOnlyList<string> texts)
    {
        http = new(new SocketsHttpHandler { MaxConnectionsPerServer = MostConnections });
        predict = new(address, $"/v1/models/{model}/predict");
        bodies = [.. texts.Select(text => JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, string> { ["text"] = text }))];
    }

    /// <summary>Asks once.</summary>
    /// <returns>Whether a whole answer came, and was a success.</returns>
    internal async Task<bool> Ask()
    {
        ByteArrayContent content = new(bodies[(uint)Interlocked.Increment(ref next) % (uint)bodies.Length]);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        try
        {
            // The whole body has come before this goes on.
            using HttpResponseMessage response = await http.PostAsync(predict, content).ConfigureAwait(false);
            return response.IsSuccessStatusCode;
        }
        catch (Exception failure) when (failure is HttpRequestException or TaskCanceledException or IOException)
        {
            // Refused, too slow, or broken off.
            return false;
        }
    }

    public void Dispose() => http.Dispose();
}
