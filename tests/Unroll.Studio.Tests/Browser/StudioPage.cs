using Microsoft.Playwright;

namespace Unroll.Studio.Tests.Browser;

/// <summary>A page of the studio in a browser, and everything that the browser complained about.</summary>
sealed class StudioPage : IAsyncDisposable
{
    readonly IBrowserContext context;
    readonly List<string> complaints = [];

    internal StudioPage(IBrowserContext context, IPage page)
    {
        (this.context, Page) = (context, page);
        page.SetDefaultTimeout(60_000);
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning") complaints.Add($"{message.Type}: {message.Text}");
        };
        page.PageError += (_, error) => complaints.Add(error);
        page.Response += (_, response) =>
        {
            if (response.Status >= 400) complaints.Add($"{response.Status} {response.Url}");
        };
        page.Request += (_, request) =>
        {
            if (new Uri(request.Url) is { IsLoopback: false, Scheme: not ("data" or "blob") } foreign) complaints.Add($"asked {foreign}");
        };
    }

    /// <summary>The page.</summary>
    internal IPage Page { get; }

    /// <summary>Opens an address and waits for its scripts.</summary>
    internal Task GoToAsync(string address) => Page.GotoAsync(address, new() { WaitUntil = WaitUntilState.Load });

    /// <summary>An element by its id.</summary>
    internal ILocator this[string id] => Page.Locator($"#{id}");

    /// <summary>Waits for a text somewhere in an element.</summary>
    internal Task WaitForAsync(string id, string text) => Page.Locator($"#{id}", new() { HasTextString = text }).WaitForAsync();

    /// <summary>Makes Tab begin at the top of the page.</summary>
    internal Task GoToTopAsync() => Page.EvaluateAsync("() => { const top = document.createElement('span'); top.tabIndex = -1; document.body.prepend(top); top.focus(); top.remove(); }");

    /// <summary>Fails if the browser complained: an exception, a refused source, a missing file, a request to elsewhere.</summary>
    internal void AssertClean() => Assert.Empty(complaints);

    /// <summary>Keeps a picture of the whole page, where a folder for them is named.</summary>
    internal async Task PhotographAsync(string name)
    {
        if (Environment.GetEnvironmentVariable("UNROLL_SCREENSHOTS") is { Length: > 0 } folder)
        {
            await Page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}.png"), FullPage = true });
        }
    }

    public ValueTask DisposeAsync() => context.DisposeAsync();
}
