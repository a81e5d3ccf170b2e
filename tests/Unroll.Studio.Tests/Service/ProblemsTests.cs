using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Unroll.Studio.Service;

namespace Unroll.Studio.Tests.Service;

public sealed class ProblemsTests(SmallModels models)
{
    const string Predict = "/v1/models/news/predict", Generate = "/v1/models/writer/generate";

    [Theory]
    [InlineData(Predict, """{"text":"a""", "line 1, byte 11")]
    [InlineData(Predict, """{"text":7}""", "at $.text")]
    [InlineData(Predict, """{"txt":"a"}""", "at $.txt")]
    [InlineData(Predict, """{"text":"\ud800"}""", "at $.text")]
    [InlineData(Predict, """["a"]""", "cannot be read")]
    [InlineData(Predict, "null", "body")]
    [InlineData(Predict, "", "no body")]
    [InlineData(Predict, "{}", "the request has neither")]
    [InlineData(Predict, """{"text":"a","texts":["b"]}""", "the request has both")]
    [InlineData(Predict, """{"texts":["a",null]}""", "texts[1]")]
    [InlineData(Predict, """{"texts":[]}""", "texts: the list is empty; give from 1 to 256.")]
    [InlineData(Generate, """{"prompt":""}""", "prompt")]
    [InlineData(Generate, """{"prompt":"Ω"}""", "token 1 of 1")]
    [InlineData(Generate, """{"prompt":"a","temperature":-1}""", "emperature")]
    [InlineData(Generate, """{"prompt":"a","length":1000000}""", "10000 at most")]
    [InlineData("/v1/models/translator/translate", """{"text":"a","beam":100000}""", "20 at most")]
    [InlineData("/v1/models/translator/translate", """{"text":"a","beam":2,"best":3}""", "a beam of 2 does not find 3; give a wider beam")]
    [InlineData("/v1/models/translator/translate", """{"text":"a","beam":0}""", "Beam must be 1 or more")]
    [InlineData("/v1/models/captioner/caption", """{"pictures":[]}""", "pictures: the list is empty")]
    [InlineData("/v1/models/captioner/caption", """{"picture":{"channels":1,"height":8,"width":8,"pixels":"AAAA"}}""", "64 bytes, got 3")]
    [InlineData("/v1/models/captioner/caption", """{"picture":{"channels":1,"height":2000000000,"width":2000000000,"pixels":"AAAA"}}""", "got 3")]
    [InlineData("/v1/models/captioner/caption", """{"picture":{"channels":1,"height":1,"width":1,"pixels":"AA=="}}""", "1 by 1 pixels")]
    public async Task A_wrong_request_is_told_what_is_wrong_with_it(string path, string body, string says)
    {
        await using RunningService service = await RunningService.Start(new(), models["news"], models["writer"], models["translator"], models["captioner"]);
        Assert.Contains(says, await service.Problem(400, path, body), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_not_there_or_something_else_is_a_problem_too()
    {
        await using RunningService service = await RunningService.Start(new(), models["news"]);
        Assert.Contains("lists what there is", await service.Problem(404, "/v2", "{}"), StringComparison.Ordinal);
        Assert.Contains("there are news", await service.Problem(404, "/v1/models/other/predict", """{"text":"a"}"""), StringComparison.Ordinal);
        Assert.Contains("for the task classify", await service.Problem(409, "/v1/models/news/tag", """{"text":"a"}"""), StringComparison.Ordinal);
        using HttpResponseMessage get = await service.Client.GetAsync(Predict, RunningService.Token);
        Assert.Contains("does not take GET", await RunningService.Problem(405, get), StringComparison.Ordinal);
        using HttpResponseMessage plain = await service.Client.PostAsync(Predict, new StringContent("""{"text":"a"}"""), RunningService.Token);
        Assert.Contains("Content-Type", await RunningService.Problem(415, plain), StringComparison.Ordinal);
        service.Client.DefaultRequestHeaders.Host = "evil.example";
        Assert.Contains("name this machine", await service.Problem(421, Predict, """{"text":"a"}"""), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Origin", "http://evil.example", 403)]
    [InlineData("Origin", "http://127.0.0.1:1", 403)]
    [InlineData("Origin", "null", 403)]
    [InlineData("Sec-Fetch-Site", "cross-site", 403)]
    [InlineData("Sec-Fetch-Site", "same-site", 403)]
    [InlineData("Sec-Fetch-Site", "same-origin", 200)]
    public async Task A_page_of_another_address_may_change_nothing(string header, string value, int status)
    {
        await using RunningService service = await RunningService.Start(new(), models["news"]);
        service.Client.DefaultRequestHeaders.Add(header, value);
        using HttpResponseMessage asked = await service.Post(Predict, """{"text":"a"}""");
        Assert.Equal(status, (int)asked.StatusCode);
        if (status == 403) Assert.Contains("a program of this machine", await RunningService.Problem(403, asked), StringComparison.Ordinal);
        // A browser lets no page read what it did not ask for itself.
        using HttpResponseMessage listed = await service.Client.GetAsync("/v1/models", RunningService.Token);
        Assert.Equal(200, (int)listed.StatusCode);
    }

    [Theory]
    [InlineData("LOCALHOST")]
    [InlineData("127.0.0.2")]
    [InlineData("[::1]")]
    public async Task Every_name_of_this_machine_will_do(string host)
    {
        await using RunningService service = await RunningService.Start(new(), models["news"]);
        service.Client.DefaultRequestHeaders.Host = host;
        await service.Answer(Predict, """{"text":"a"}""");
    }

    [Fact]
    public async Task Whoever_brings_too_much_is_told_how_much_is_taken()
    {
        await using RunningService service = await RunningService.Start(new() { BodyBytes = 2000, Texts = 3, Tokens = 50 }, models["news"], models["writer"]);
        Assert.Contains("larger than the 2000 bytes", await service.Problem(413, Predict, $$"""{"text":"{{new string('a', 3000)}}"}"""), StringComparison.Ordinal);
        Assert.Contains("there are 4, and a request may have 3", await service.Problem(413, Predict, """{"texts":["a","b","c","d"]}"""), StringComparison.Ordinal);
        string longText = string.Join(' ', Enumerable.Repeat("a", 51));
        Assert.Contains("texts[1] has 51 tokens, and 50 are read", await service.Problem(413, Predict, $$"""{"texts":["a","{{longText}}"]}"""), StringComparison.Ordinal);
        Assert.Contains("101 tokens, and 50 are read", await service.Problem(413, Generate, $$"""{"prompt":"{{longText}}"}"""), StringComparison.Ordinal);
        await service.Answer(Predict, $$"""{"text":"{{longText[2..]}}"}""");
    }

    [Fact]
    public async Task The_key_opens_all_and_nothing_is_open_without_it_but_whether_the_service_lives()
    {
        await using RunningService service = await RunningService.Start(new ServiceOptions([ModelAddress.Parse(models["news"])]) { ApiKey = "open sesame" });
        async Task<HttpResponseMessage> Get(string path, string? key)
        {
            using HttpRequestMessage request = new(HttpMethod.Get, path);
            request.Headers.Authorization = key is null ? null : new AuthenticationHeaderValue("Bearer", key);
            return await service.Client.SendAsync(request, RunningService.Token);
        }

        foreach (string? wrong in new[] { null, "open", "open sesam", "OPEN SESAME", "open sesame " + "x" })
        {
            using HttpResponseMessage refused = await Get("/v1/models", wrong);
            Assert.Contains("needs its key", await RunningService.Problem(401, refused), StringComparison.Ordinal);
            Assert.Equal("Bearer", Assert.Single(refused.Headers.WwwAuthenticate).Scheme);
        }

        Assert.Equal(200, (int)(await Get("/v1/models", "open sesame")).StatusCode);
        Assert.Equal(200, (int)(await Get("/health/ready", null)).StatusCode);
        Assert.Equal(401, (int)(await Get("/openapi/v1.json", null)).StatusCode);
    }

    [Fact]
    public async Task What_takes_too_long_is_given_up()
    {
        await using RunningService service = await RunningService.Start(new() { Time = TimeSpan.FromMilliseconds(1), Workers = 1 }, models["news"], models["writer"]);
        string texts = string.Join(',', Enumerable.Repeat($"\"{string.Join(' ', Enumerable.Repeat("shares", 300))}\"", 250));
        Assert.Contains("longer than 0.001 seconds", await service.Problem(504, Predict, $$"""{"texts":[{{texts}}]}"""), StringComparison.Ordinal);
        using HttpResponseMessage stream = await service.Post(Generate, """{"prompt":"the ","length":10000}""");
        Assert.Contains("\"reason\":\"time\"", await stream.Content.ReadAsStringAsync(RunningService.Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task More_than_it_takes_on_is_refused_with_when_to_try_again()
    {
        await using RunningService service = await RunningService.Start(new() { Streams = 1, Queue = 2, Requests = 3, Tokens = 10_000_000 }, models["news"], models["writer"]);
        Assert.Contains("texts wait", await service.Problem(503, Predict, """{"texts":["a","b","c"]}"""), StringComparison.Ordinal);
        using HttpRequestMessage request = new(HttpMethod.Post, Generate) { Content = new StringContent("""{"prompt":"the ","length":10000000}""", Encoding.UTF8, "application/json") };
        using HttpResponseMessage first = await service.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, RunningService.Token);
        using HttpResponseMessage second = await service.Post(Generate, """{"prompt":"the "}""");
        Assert.Contains("takes on 3 requests at a time, 1 of them by generators", await RunningService.Problem(503, second), StringComparison.Ordinal);
        Assert.Equal(TimeSpan.FromSeconds(1), second.Headers.RetryAfter?.Delta);
        // What a session reads keeps a generator at work too.
        using HttpResponseMessage session = await service.Post("/v1/models/writer/sessions", "");
        Assert.Contains("1 of them by generators", await service.Problem(503, $"{session.Headers.Location}/read", """{"text":"the "}"""), StringComparison.Ordinal);
        await service.Answer(Predict, """{"text":"a"}""");
    }

    [Fact]
    public async Task Bytes_that_are_no_request_and_clients_that_say_nothing_harm_nobody()
    {
        await using RunningService service = await RunningService.Start(new(), models["news"]);
        using TcpClient silent = new("127.0.0.1", service.Port), noisy = new("127.0.0.1", service.Port), slow = new("127.0.0.1", service.Port);
        await noisy.GetStream().WriteAsync(Enumerable.Range(0, 5000).Select(i => (byte)(i * 37)).ToArray(), RunningService.Token);
        await slow.GetStream().WriteAsync("POST /v1/models/news/predict HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{"u8.ToArray(), RunningService.Token);
        await service.Answer(Predict, """{"text":"a"}""");
        byte[] buffer = new byte[2000];
        // Kestrel waits five seconds for a body before it finds it too slow.
        int read = await slow.GetStream().ReadAsync(buffer, RunningService.Token);
        Assert.StartsWith("HTTP/1.1 408", Encoding.ASCII.GetString(buffer, 0, read), StringComparison.Ordinal);
    }
}
