using Microsoft.Playwright;

namespace Unroll.Studio.Tests.Browser;

/// <summary>The page on which a text is written and led another way.</summary>
[Collection(nameof(Browser))]
public sealed class WritingTests(RunningStudio studio, Chromium chromium)
{
    [Fact]
    public async Task Another_token_can_be_chosen_and_the_text_goes_on_from_it()
    {
        await using StudioPage page = await WrittenAsync();
        ILocator tokens = page["written"].Locator("button");
        await tokens.Nth(3).ClickAsync();
        await page.WaitForAsync("place", "Token 4 of 12");
        ILocator other = page["alternatives"].Locator("button:enabled").First;
        string chosen = await other.InnerTextAsync();
        await other.ClickAsync();
        await page.WaitForAsync("summary", "16 tokens");
        Assert.StartsWith($"{chosen}, ", await tokens.Nth(3).GetAttributeAsync("aria-label"), StringComparison.Ordinal);
        page.AssertClean();
    }

    [Fact]
    public async Task It_goes_on_where_it_ended()
    {
        await using StudioPage page = await WrittenAsync();
        string before = await page["written"].InnerTextAsync();
        await page["more"].ClickAsync();
        await page.WaitForAsync("summary", "24 tokens");
        Assert.StartsWith(before, await page["written"].InnerTextAsync(), StringComparison.Ordinal);
        page.AssertClean();
    }

    async Task<StudioPage> WrittenAsync()
    {
        StudioPage page = await chromium.OpenAsync(studio, "/generate/writer");
        await page["prompt"].FillAsync("the ");
        await page["steps"].FillAsync("12");
        await page["write"].ClickAsync();
        await page.WaitForAsync("summary", "12 tokens");
        return page;
    }
}
