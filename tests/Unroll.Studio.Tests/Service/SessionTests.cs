using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Unroll.Studio.Service;
using Unroll.Tasks.Generation;

namespace Unroll.Studio.Tests.Service;

public sealed class SessionTests(SmallModels models)
{
    [Fact]
    public async Task A_text_read_in_pieces_goes_on_as_if_it_were_read_at_once()
    {
        await using RunningService service = await RunningService.Start(new(), models["writer"]);
        string session = await Begin(service);
        await service.Answer($"{session}/read", """{"text":"the cat "}""");
        JsonElement read = await service.Answer($"{session}/read", """{"text":"sat on "}""");
        Assert.Equal(15, read.GetProperty("tokensRead").GetInt32());

        GeneratorSession expected = TextGenerator.Load(models["writer"]).NewSession();
        expected.Read("the cat sat on ");
        Assert.Equal(expected.Next(3).Select(token => (token.Text, token.Probability)),
            (await service.Get($"{session}/next?count=3")).GetProperty("tokens").EnumerateArray().Select(token => (token.GetProperty("text").GetString()!, token.GetProperty("probability").GetDouble())));

        string written = "";
        await foreach (string piece in expected.WriteAsync(new(Length: 10, Seed: 3), RunningService.Token))
        {
            written += piece;
        }

        using HttpResponseMessage response = await service.Post($"{session}/generate", """{"length":10,"seed":3}""");
        string events = await response.Content.ReadAsStringAsync(RunningService.Token);
        Assert.Equal(written, string.Concat(events.Split('\n').Where(line => line.StartsWith("data: {\"text\"", StringComparison.Ordinal)).Select(line => JsonElement.Parse(line[6..]).GetProperty("text").GetString())));
        JsonElement shown = await service.Get(session);
        Assert.Equal((15, 10), (shown.GetProperty("tokensRead").GetInt32(), shown.GetProperty("tokensWritten").GetInt32()));

        Assert.Equal(HttpStatusCode.NoContent, (await service.Client.DeleteAsync(session, RunningService.Token)).StatusCode);
        Assert.Contains("no such session", await service.Problem(404, $"{session}/read", """{"text":"a"}"""), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_session_wants_a_beginning_and_what_it_knows()
    {
        await using RunningService service = await RunningService.Start(new(), models["writer"], models["news"]);
        string session = await Begin(service);
        Assert.Contains("has read nothing", await service.Problem(400, $"{session}/generate", "{}"), StringComparison.Ordinal);
        Assert.Contains("a session has its text", await service.Problem(400, $"{session}/generate", """{"prompt":"the"}"""), StringComparison.Ordinal);
        Assert.Contains("did not occur", await service.Problem(400, $"{session}/read", """{"text":"Ω"}"""), StringComparison.Ordinal);
        Assert.Contains("it is missing", await service.Problem(400, $"{session}/read", "{}"), StringComparison.Ordinal);
        Assert.Contains("for the task classify", await service.Problem(409, "/v1/models/news/sessions", ""), StringComparison.Ordinal);
        // Nothing of this has taken the session away.
        await service.Answer($"{session}/read", """{"text":"the"}""");
    }

    [Fact]
    public async Task A_listener_that_is_gone_gives_its_session_back()
    {
        await using RunningService service = await RunningService.Start(new() { Tokens = 10_000_000 }, models["writer"]);
        string session = await Begin(service);
        await service.Answer($"{session}/read", """{"text":"the "}""");
        using (CancellationTokenSource gone = CancellationTokenSource.CreateLinkedTokenSource(RunningService.Token))
        {
            using HttpRequestMessage request = new(HttpMethod.Post, $"{session}/generate") { Content = new StringContent("""{"length":10000000}""", Encoding.UTF8, "application/json") };
            using HttpResponseMessage response = await service.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, gone.Token);
            using Stream body = await response.Content.ReadAsStreamAsync(gone.Token);
            await body.ReadExactlyAsync(new byte[100], gone.Token);
            Assert.Contains("one thing at a time", await service.Problem(409, $"{session}/read", """{"text":"a"}"""), StringComparison.Ordinal);
        }

        JsonElement? shown = null;
        while (shown is null)
        {
            using HttpResponseMessage again = await service.Client.GetAsync(session, RunningService.Token);
            shown = again.IsSuccessStatusCode ? JsonElement.Parse(await again.Content.ReadAsStringAsync(RunningService.Token)) : null;
        }

        // It was left soon after the first pieces, not at the end.
        Assert.InRange(shown.Value.GetProperty("tokensWritten").GetInt32(), 1, 9_999_999);
    }

    [Fact]
    public async Task Whoever_has_read_the_end_may_use_the_session_at_once()
    {
        await using RunningService service = await RunningService.Start(new(), models["writer"]);
        string session = await Begin(service);
        await service.Answer($"{session}/read", """{"text":"the "}""");
        using HttpRequestMessage request = new(HttpMethod.Post, $"{session}/generate") { Content = new StringContent("""{"length":3}""", Encoding.UTF8, "application/json") };
        using HttpResponseMessage response = await service.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, RunningService.Token);
        using StreamReader events = new(await response.Content.ReadAsStreamAsync(RunningService.Token));
        while (await events.ReadLineAsync(RunningService.Token) != "event: end")
        {
            // Pieces.
        }

        await service.Answer($"{session}/read", """{"text":"cat"}""");
    }

    [Fact]
    public void A_session_that_is_given_back_twice_is_not_taken_from_the_next()
    {
        ServiceOptions options = new([ModelAddress.Parse(models["writer"])]);
        using ServedGenerator model = new(options.Models[0], new(TimeProvider.System, NullLogger.Instance));
        SessionStore store = new(options, TimeProvider.System);
        string id = store.Begin(model).Id;
        SessionStore.Lease first = store.Take(id);
        first.Dispose();
        using SessionStore.Lease second = store.Take(id);
        first.Dispose();
        Assert.Contains("one thing at a time", Assert.Throws<RequestProblem>(() => store.Take(id)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task There_are_only_so_many_sessions_and_those_that_nobody_asks_for_are_forgotten()
    {
        SetTime time = new();
        ServiceOptions options = new([ModelAddress.Parse(models["writer"])]) { Limits = new() { Sessions = 2, SessionIdle = TimeSpan.FromMinutes(15) } };
        await using RunningService service = await RunningService.Start(options, time);
        string first = await Begin(service), second = await Begin(service);
        Assert.Contains("2 sessions are kept", await service.Problem(503, "/v1/models/writer/sessions", ""), StringComparison.Ordinal);
        time.Minutes = 14;
        await service.Get(second);
        time.Minutes = 16;
        Assert.Contains("forgotten after 900 seconds", await service.Problem(404, $"{first}/read", """{"text":"a"}"""), StringComparison.Ordinal);
        await service.Get(second);
        await Begin(service);
    }

    static async Task<string> Begin(RunningService service)
    {
        using HttpResponseMessage response = await service.Post("/v1/models/writer/sessions", "");
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        return response.Headers.Location!.ToString();
    }

    sealed class SetTime : TimeProvider
    {
        internal int Minutes { get; set; }

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => Minutes * 60L;
    }
}
