using System.Net;

namespace Unroll.Studio.Tests.Pages.Hosting;

public sealed class LocalRequestsTests(RunningStudio studio)
{
    [Theory]
    [InlineData("GET", "evil.example", null, null, false)]
    [InlineData("GET", "evil.example:{port}", null, null, false)]
    [InlineData("GET", "127.0.0.1:1", null, null, false)]
    [InlineData("GET", "localhost:{port}", null, null, true)]
    [InlineData("GET", "127.0.0.1:{port}", "http://evil.example", "cross-site", true)]
    [InlineData("POST", "127.0.0.1:{port}", "http://evil.example", null, false)]
    [InlineData("POST", "127.0.0.1:{port}", "http://127.0.0.1:1", null, false)]
    [InlineData("POST", "127.0.0.1:{port}", "null", null, false)]
    [InlineData("POST", "127.0.0.1:{port}", null, "cross-site", false)]
    [InlineData("POST", "127.0.0.1:{port}", null, "same-site", false)]
    [InlineData("POST", "127.0.0.1:{port}", "http://127.0.0.1:{port}", "same-origin", true)]
    [InlineData("POST", "127.0.0.1:{port}", null, null, true)]
    public async Task Only_the_studios_own_pages_may_ask(string method, string host, string? origin, string? site, bool isLetIn)
    {
        using HttpRequestMessage request = new(new(method), method == "GET" ? "/" : "/api/classify");
        request.Headers.Host = WithPort(host);
        if (origin is not null) request.Headers.Add("Origin", WithPort(origin));
        if (site is not null) request.Headers.Add("Sec-Fetch-Site", site);
        if (method == "POST") request.Content = new StringContent("""{"model":"sentiment","text":"good"}""", new System.Net.Http.Headers.MediaTypeHeaderValue("application/json"));
        using HttpResponseMessage response = await studio.Client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(isLetIn ? HttpStatusCode.OK : HttpStatusCode.Forbidden, response.StatusCode);
    }

    [Fact]
    public void Nobody_else_on_the_network_can_reach_it() => Assert.True(IPAddress.IsLoopback(IPAddress.Parse(studio.Address.Host)));

    [Theory]
    [InlineData("/")]
    [InlineData("/assets/js/dom.js")]
    [InlineData("/nowhere")]
    public async Task Every_answer_forbids_what_comes_from_elsewhere(string address)
    {
        using HttpResponseMessage response = await studio.Client.GetAsync(new Uri(address, UriKind.Relative), TestContext.Current.CancellationToken);
        string policy = Assert.Single(response.Headers.GetValues("Content-Security-Policy"));
        Assert.StartsWith("default-src 'none'; script-src 'self';", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));
    }

    string WithPort(string text) => text.Replace("{port}", $"{studio.Address.Port}", StringComparison.Ordinal);
}
