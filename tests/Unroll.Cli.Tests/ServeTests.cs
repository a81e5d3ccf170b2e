using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Unroll.Cli.Tests;

public sealed partial class ServeTests(TrainedModel model)
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    public async Task The_service_answers_until_it_is_told_to_end(string signal)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "needs POSIX signals");
        using ToolProcess tool = ToolProcess.Begin(model.Folder, "serve", "sentiment@1=sentiment", "--port", "0");
        using HttpClient client = Listening(tool);
        using HttpResponseMessage response = await Ask(client);
        JsonElement answer = JsonElement.Parse(await response.Content.ReadAsStringAsync(Token));
        ToolResult predicted = ToolProcess.Run(model.Folder, "predict", "sentiment", "--json", "quite a good film");
        Assert.Equal(
            JsonElement.Parse(predicted.Output).GetProperty("probabilities").EnumerateObject().Select(each => (each.Name, each.Value.GetSingle())),
            answer.GetProperty("predictions")[0].GetProperty("probabilities").EnumerateObject().Select(each => (each.Name, each.Value.GetSingle())));
        tool.Signal(signal);
        ToolResult ended = tool.WaitForEnd();
        Assert.Equal((0, client.BaseAddress!.ToString().TrimEnd('/')), (ended.ExitCode, ended.Output.TrimEnd()));
    }

    [Fact]
    public async Task A_key_from_the_environment_is_asked_for_and_a_collector_named_there_is_told()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "needs POSIX signals");
        using Collector collector = new();
        Dictionary<string, string> environment = new()
        {
            ["UNROLL_API_KEY"] = "a secret",
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Address,
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
        };
        using ToolProcess tool = ToolProcess.Begin(model.Folder, environment, "serve", "sentiment", "--port", "0");
        using HttpClient client = Listening(tool);
        using HttpResponseMessage refused = await Ask(client);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "a secret");
        using HttpResponseMessage answered = await Ask(client);
        Assert.Equal(HttpStatusCode.OK, answered.StatusCode);
        tool.Signal("TERM");
        Assert.Equal(0, tool.WaitForEnd().ExitCode);
        Assert.Contains("unroll.service.batch.size", collector.Told("/v1/metrics"), StringComparison.Ordinal);
        Assert.Contains("http.server.request.duration", collector.Told("/v1/metrics"), StringComparison.Ordinal);
        Assert.Contains("POST /v1/models/{model}/predict", collector.Told("/v1/traces"), StringComparison.Ordinal);
    }

    [Fact]
    public void What_cannot_be_served_ends_in_one_line()
    {
        using TcpListener other = new(IPAddress.Loopback, 0);
        other.Start();
        string port = $"{((IPEndPoint)other.LocalEndpoint).Port}";
        (int Code, string Says, string[] Arguments)[] mistakes =
        [
            (1, "address already in use", ["serve", "sentiment", "--port", port]),
            (1, "two models have this name", ["serve", "sentiment", "sentiment"]),
            (1, "nothing", ["serve", "nothing"]),
            (1, "cannot stand in an address", ["serve", "a/b=sentiment"]),
            (2, "--port takes a whole number from 0 to 65535", ["serve", "sentiment", "--port", "65536"]),
            (2, "--address takes an address of this machine", ["serve", "sentiment", "--address", "everywhere"]),
            (2, "MODEL", ["serve"]),
        ];
        foreach ((int code, string says, string[] arguments) in mistakes)
        {
            ToolResult result = ToolProcess.Run(model.Folder, arguments);
            Assert.Equal((code, ""), (result.ExitCode, result.Output));
            Assert.Contains(says, result.ErrorLines[^1], StringComparison.Ordinal);
        }
    }

    static async Task<HttpResponseMessage> Ask(HttpClient client)
    {
        Assert.Contains("ok", await client.GetStringAsync("/health/ready", Token), StringComparison.Ordinal);
        return await client.PostAsync("/v1/models/sentiment/predict", new StringContent("""{"text":"quite a good film"}""", Encoding.UTF8, "application/json"), Token);
    }

    static HttpClient Listening(ToolProcess tool)
    {
        tool.WaitFor("Ctrl+C ends it");
        return new() { BaseAddress = new(Address().Match(tool.Said).Value) };
    }

    [GeneratedRegex("http://[0-9.:]+")]
    private static partial Regex Address();

    /// <summary>Takes what OpenTelemetry sends.</summary>
    sealed class Collector : IDisposable
    {
        readonly HttpListener listener = new();
        readonly ConcurrentQueue<(string Path, string Body)> told = [];

        internal Collector()
        {
            using TcpListener free = new(IPAddress.Loopback, 0);
            free.Start();
            Address = $"http://127.0.0.1:{((IPEndPoint)free.LocalEndpoint).Port}";
            free.Stop();
            listener.Prefixes.Add($"{Address}/");
            listener.Start();
            _ = Listen();
        }

        internal string Address { get; }

        internal string Told(string path) => string.Concat(told.Where(each => each.Path == path).Select(each => each.Body));

        public void Dispose() => listener.Close();

        async Task Listen()
        {
            while (listener.IsListening)
            {
                HttpListenerContext context = await listener.GetContextAsync();
                using StreamReader reader = new(context.Request.InputStream, Encoding.Latin1);
                told.Enqueue((context.Request.Url!.AbsolutePath, await reader.ReadToEndAsync(Token)));
                context.Response.Close();
            }
        }
    }
}
