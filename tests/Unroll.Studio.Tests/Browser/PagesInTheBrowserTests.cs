using Microsoft.Playwright;

namespace Unroll.Studio.Tests.Browser;

/// <summary>What holds for every page, with something on it.</summary>
[Collection(nameof(Browser))]
public sealed class PagesInTheBrowserTests(RunningStudio studio, Chromium chromium)
{
    public static TheoryData<string> Pages => [.. FilledPages.Names];

    [Theory, MemberData(nameof(Pages))]
    public async Task A_page_does_its_work_without_a_complaint_and_can_be_read_in_light(string name) => await ReadAsync(name, ColorScheme.Light);

    [Theory, MemberData(nameof(Pages))]
    public async Task A_page_can_be_read_in_dark(string name) => await ReadAsync(name, ColorScheme.Dark);

    [Theory, MemberData(nameof(Pages))]
    public async Task A_page_fits_a_narrow_screen(string name)
    {
        await using StudioPage page = await FilledPages.OpenAsync(chromium, studio, name, width: 360);
        await page.PhotographAsync($"{name}-360");
        Assert.Empty(await page.Page.EvaluateAsync<string[]>(PageAudit.Width));
    }

    async Task ReadAsync(string name, ColorScheme scheme)
    {
        await using StudioPage page = await FilledPages.OpenAsync(chromium, studio, name, scheme);
        await page.PhotographAsync($"{name}-{scheme}");
        Assert.Empty(await page.Page.EvaluateAsync<string[]>(PageAudit.Contrast));
        Assert.Empty(await page.Page.EvaluateAsync<string[]>(PageAudit.Structure));
        page.AssertClean();
    }
}
