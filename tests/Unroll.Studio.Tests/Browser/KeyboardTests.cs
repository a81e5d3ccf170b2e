using Microsoft.Playwright;

namespace Unroll.Studio.Tests.Browser;

/// <summary>The studio without a mouse.</summary>
[Collection(nameof(Browser))]
public sealed class KeyboardTests(RunningStudio studio, Chromium chromium)
{
    public static TheoryData<string> Pages => [.. FilledPages.Names];

    // Follows Tab once round the page.
    const string Focused = """
        () => {
          const element = document.activeElement, style = getComputedStyle(element);
          const isSeen = element.checkVisibility() && (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2);
          return { place: [...document.querySelectorAll('*')].indexOf(element), isSeen, words: element.outerHTML.slice(0, 80), isBody: element === document.body };
        }
        """;

    [Theory, MemberData(nameof(Pages))]
    public async Task Tab_reaches_every_control_in_order_and_shows_where_it_is(string name)
    {
        await using StudioPage page = await FilledPages.OpenAsync(chromium, studio, name);
        await page.GoToTopAsync();
        HashSet<int> reached = [];
        for (int i = 0; i < 400; i++)
        {
            await page.Page.Keyboard.PressAsync("Tab");
            FocusedElement focused = await page.Page.EvaluateAsync<FocusedElement>(Focused);
            if (focused.IsBody || !reached.Add(focused.Place)) break;
            Assert.True(focused.IsSeen, $"no outline: {focused.Words}");
        }

        int[] wanted = await page.Page.EvaluateAsync<int[]>("""
            () => [...document.querySelectorAll('*')].flatMap((element, i) => element.matches('a[href], button:enabled, input:enabled, select, textarea, summary, [tabindex="0"]')
              && element.checkVisibility() && element.tabIndex >= 0 && !(element.type === 'radio' && !element.checked) ? [i] : [])
            """);
        Assert.Empty(wanted.Except(reached));
    }

    [Fact]
    public async Task From_the_first_page_to_an_answer_without_a_mouse()
    {
        await using StudioPage page = await chromium.OpenAsync(studio, "/");
        IKeyboard keys = page.Page.Keyboard;
        await keys.PressAsync("Tab");
        Assert.Equal("Skip to the content", await FocusedTextAsync(page));
        await keys.PressAsync("Enter");
        await page.Page.WaitForFunctionAsync("() => document.activeElement.id === 'content'");
        await TabToAsync(page, "sentiment");
        await keys.PressAsync("Enter");
        // Not for the address: it may have changed already, and an event that has passed is waited for in vain.
        await page["text"].WaitForAsync();
        await TabToAsync(page, "text");
        await keys.TypeAsync("this is quite a good film");
        await page.WaitForAsync("summary", "positive, ");
        page.AssertClean();
    }

    [Fact]
    public async Task A_table_is_chosen_and_trained_on_without_a_mouse()
    {
        await using StudioPage page = await chromium.OpenAsync(studio, "/train");
        IKeyboard keys = page.Page.Keyboard;
        await TabToAsync(page, "file");
        IFileChooser chooser = await page.Page.RunAndWaitForFileChooserAsync(() => keys.PressAsync("Space"));
        await chooser.SetFilesAsync(new FilePayload { Name = "keys.csv", MimeType = "text/csv", Buffer = System.Text.Encoding.UTF8.GetBytes(SampleModels.ReviewTable(80)) });
        await page["options"].WaitForAsync();
        await TabToAsync(page, "name");
        await keys.PressAsync("Control+A");
        await keys.TypeAsync("by keyboard");
        await keys.PressAsync("Enter");
        await page["result"].WaitForAsync();
        // Whoever cannot see the page hears where it has gone on.
        Assert.Equal("5. How good it is", await FocusedTextAsync(page));
    }

    [Fact]
    public async Task Arrows_go_from_token_to_token()
    {
        await using StudioPage page = await FilledPages.OpenAsync(chromium, studio, "generate");
        await page["written"].Locator("[aria-current]").FocusAsync();
        await page.Page.Keyboard.PressAsync("ArrowRight");
        await page.WaitForAsync("place", "Token 2 of 40");
        await page.Page.Keyboard.PressAsync("End");
        await page.WaitForAsync("place", "Token 40 of 40");
        await page.Page.Keyboard.PressAsync("Tab");
        await page.Page.Keyboard.PressAsync("Enter");
        await page.WaitForAsync("summary", "80 tokens");
    }

    static Task<string> FocusedTextAsync(StudioPage page) => page.Page.EvaluateAsync<string>("() => document.activeElement.textContent.trim()");

    /// <summary>Presses Tab until the element with an id, or the link with a text, has the focus.</summary>
    static async Task TabToAsync(StudioPage page, string wanted)
    {
        for (int i = 0; i < 100; i++)
        {
            await page.Page.Keyboard.PressAsync("Tab");
            if (await page.Page.EvaluateAsync<bool>("wanted => document.activeElement.id === wanted || (document.activeElement.tagName === 'A' && document.activeElement.textContent.trim() === wanted)", wanted)) return;
        }

        Assert.Fail($"Tab does not lead to {wanted}.");
    }

    sealed class FocusedElement
    {
        public int Place { get; set; }

        public bool IsSeen { get; set; }

        public bool IsBody { get; set; }

        public string Words { get; set; } = "";
    }
}
