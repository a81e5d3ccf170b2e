using System.Net;
using System.Text.RegularExpressions;

namespace Unroll.Studio.Tests.Pages.Hosting;

public sealed partial class EmbeddedAssetsTests(RunningStudio studio)
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("css/studio.css", "text/css")]
    [InlineData("lib/uplot.js", "text/javascript")]
    [InlineData("icon.svg", "image/svg+xml")]
    public async Task They_come_out_of_the_assembly_and_are_sent_once(string name, string type)
    {
        Uri address = new($"/assets/{name}", UriKind.Relative);
        using HttpResponseMessage first = await studio.Client.GetAsync(address, Token);
        Assert.Equal(type, first.Content.Headers.ContentType!.MediaType);
        using HttpRequestMessage again = new(HttpMethod.Get, address);
        again.Headers.IfNoneMatch.Add(first.Headers.ETag!);
        using HttpResponseMessage second = await studio.Client.SendAsync(again, Token);
        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
    }

    [Theory]
    [InlineData("/assets/../config.json")]
    [InlineData("/assets/js/missing.js")]
    public async Task Nothing_else_does(string address)
    {
        using HttpResponseMessage response = await studio.Client.GetAsync(new Uri(address, UriKind.Relative), Token);
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task Every_script_that_a_page_or_a_script_names_is_there()
    {
        foreach (string page in new[] { "/train", "/compare", "/classify/sentiment", "/generate/writer", "/translate/backwards", "/tag/word%20classes", "/caption/scenes", "/runs/writer" })
        {
            string text = await studio.Client.GetStringAsync(new Uri(page, UriKind.Relative), Token);
            foreach (Match match in Script().Matches(text)) await FollowAsync(match.Groups[1].Value);
        }
    }

    async Task FollowAsync(string address)
    {
        string text = await studio.Client.GetStringAsync(new Uri(address, UriKind.Relative), Token);
        foreach (Match match in Import().Matches(text)) await FollowAsync(new Uri(new Uri(studio.Address, address), match.Groups[1].Value).PathAndQuery);
    }

    [GeneratedRegex("""<script[^>]* src="([^"]+)"></script>""")]
    private static partial Regex Script();

    [GeneratedRegex("""^import .* from '([^']+)';$""", RegexOptions.Multiline)]
    private static partial Regex Import();
}
