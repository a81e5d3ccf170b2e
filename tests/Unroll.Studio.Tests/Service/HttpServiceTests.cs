using System.Net.Sockets;
using System.Text;

namespace Unroll.Studio.Tests.Service;

public sealed class HttpServiceTests(SmallModels models)
{
    [Fact]
    public async Task The_service_ends_after_the_requests_under_way()
    {
        await using RunningService service = await RunningService.Start(new(), models["writer"]);
        using HttpRequestMessage request = new(HttpMethod.Post, "/v1/models/writer/generate") { Content = new StringContent("""{"prompt":"the ","length":3000}""", Encoding.UTF8, "application/json") };
        using HttpResponseMessage response = await service.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, RunningService.Token);
        Task stopped = service.Stop();
        Assert.Contains("\"reason\":\"length\"", await response.Content.ReadAsStringAsync(RunningService.Token), StringComparison.Ordinal);
        await stopped;
        await Assert.ThrowsAsync<HttpRequestException>(() => service.Client.GetAsync("/health/live", RunningService.Token));
    }

    [Fact]
    public async Task What_does_not_finish_in_time_does_not_keep_the_service_alive()
    {
        await using RunningService service = await RunningService.Start(new() { Drain = TimeSpan.FromMilliseconds(100), Tokens = 10_000_000 }, models["writer"]);
        using HttpRequestMessage request = new(HttpMethod.Post, "/v1/models/writer/generate") { Content = new StringContent("""{"prompt":"the ","length":10000000}""", Encoding.UTF8, "application/json") };
        using HttpResponseMessage response = await service.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, RunningService.Token);
        await service.Stop().WaitAsync(TimeSpan.FromSeconds(20), RunningService.Token);
        await Assert.ThrowsAnyAsync<Exception>(() => response.Content.ReadAsStringAsync(RunningService.Token));
    }

    [Fact]
    public async Task Clients_killed_in_mid_stream_free_their_places()
    {
        await using RunningService service = await RunningService.Start(new() { Streams = 2, Tokens = 10_000_000 }, models["writer"], models["news"]);
        for (int i = 0; i < 6; i++)
        {
            using TcpClient client = new("127.0.0.1", service.Port);
            // What the system sends for a process that was killed: a reset, not an orderly end.
            client.LingerState = new(enable: true, seconds: 0);
            await client.GetStream().WriteAsync("POST /v1/models/writer/generate HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 34\r\n\r\n{\"prompt\":\"the \",\"length\":9999999}"u8.ToArray(), RunningService.Token);
            byte[] buffer = new byte[64];
            await client.GetStream().ReadExactlyAsync(buffer, RunningService.Token);
            if (Encoding.ASCII.GetString(buffer).StartsWith("HTTP/1.1 503", StringComparison.Ordinal))
            {
                // The one before has not been noticed to be gone.
                i--;
            }
        }

        await service.Answer("/v1/models/news/predict", """{"text":"a"}""");
    }

    [Fact]
    public async Task It_says_that_it_lives_and_is_ready()
    {
        await using RunningService service = await RunningService.Start(new(), models["news"]);
        Assert.Equal("ok", (await service.Get("/health/live")).GetProperty("status").GetString());
        Assert.Equal("ok", (await service.Get("/health/ready")).GetProperty("status").GetString());
    }
}
