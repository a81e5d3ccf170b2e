using System.Net;

namespace Unroll.Studio.Tests.Pages.Layout;

public sealed class PageTests(RunningStudio studio)
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/", "Models", "lab/sentiment gru")]
    [InlineData("/train", "Train a classifier", "lstm-layer-norm")]
    [InlineData("/compare?first=sentiment&second=lab%2Fsentiment%20gru", "Two models, one sentence", "<h2 id=\"second-title\">lab/sentiment gru</h2>")]
    [InlineData("/classify/lab/sentiment%20gru", "lab/sentiment gru", "gru, 12 units, both directions")]
    [InlineData("/generate/writer", "writer", "Writes texts")]
    [InlineData("/translate/backwards", "backwards", "Alignment")]
    [InlineData("/tag/word%20classes", "word classes", "Tags words")]
    [InlineData("/caption/scenes", "scenes", "Where it looked")]
    [InlineData("/caption/photographs", "photographs", "Drop it here, or choose it.")]
    [InlineData("/caption/features", "features", "<code>unroll caption &quot;features&quot; features.safetensors --image photo.jpg</code>")]
    [InlineData("/runs/sentiment", "sentiment", "Curves")]
    public async Task Every_page_comes_whole_from_the_server(string address, string heading, string content)
    {
        string page = await studio.Client.GetStringAsync(new Uri(address, UriKind.Relative), Token);
        Assert.Contains($"<h1>{heading}</h1>", page, StringComparison.Ordinal);
        Assert.Contains(content, page, StringComparison.Ordinal);
        Assert.StartsWith("<!DOCTYPE html>", page.TrimStart(), StringComparison.Ordinal);
        Assert.Contains("<html lang=\"en\">", page, StringComparison.Ordinal);
        Assert.Contains("Unroll studio</title>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<style", page, StringComparison.Ordinal);
        Assert.DoesNotContain("://", page.Replace("http://www.w3.org", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/nowhere")]
    [InlineData("/classify/nothing")]
    [InlineData("/runs/..%2F..%2Fetc")]
    public async Task What_is_not_there_says_so(string address)
    {
        using HttpResponseMessage response = await studio.Client.GetAsync(new Uri(address, UriKind.Relative), Token);
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Contains("There is no such page", await response.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/classify/writer", "This model is for the task &quot;generate&quot;, not for &quot;classify&quot;.")]
    [InlineData("/runs/damaged", "config.json")]
    public async Task A_model_that_does_not_fit_says_why(string address, string fault) =>
        Assert.Contains(fault, await studio.Client.GetStringAsync(new Uri(address, UriKind.Relative), Token), StringComparison.Ordinal);
}
