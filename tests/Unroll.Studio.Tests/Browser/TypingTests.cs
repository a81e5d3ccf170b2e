namespace Unroll.Studio.Tests.Browser;

/// <summary>Pages that follow what is being typed.</summary>
[Collection(nameof(Browser))]
public sealed class TypingTests(RunningStudio studio, Chromium chromium)
{
    [Fact]
    public async Task The_answer_and_what_speaks_for_it_follow_the_words()
    {
        await using StudioPage page = await chromium.OpenAsync(studio, "/classify/sentiment");
        await page["text"].PressSequentiallyAsync("this is quite a good");
        await page.WaitForAsync("summary", "positive, ");
        await page.WaitForAsync("contributions", "good");
        string before = await page["units"].InnerTextAsync();

        await page["text"].FillAsync("this is quite a bad");
        await page.WaitForAsync("summary", "negative, ");
        await page.WaitForAsync("contributions", "bad");
        Assert.NotEqual(before, await page["units"].InnerTextAsync());

        await page["signal"].SelectOptionAsync("forget gate");
        await page.WaitForAsync("units-title", "forget gate");
        await page["explained"].SelectOptionAsync("positive");
        await page.WaitForAsync("contributions-note", "Explained: positive");

        await page["text"].FillAsync("");
        await page.WaitForAsync("summary", "Type a text to see an answer.");
        Assert.Equal("", await page["units"].InnerTextAsync());
        page.AssertClean();
    }

    [Fact]
    public async Task What_the_microscope_cannot_see_is_said_and_the_answer_stays()
    {
        await using StudioPage page = await chromium.OpenAsync(studio, "/classify/sentiment");
        await page["text"].FillAsync(string.Join(' ', Enumerable.Repeat("good", 600)));
        await page.WaitForAsync("contributions-note", "The model reads no more than the first 400 tokens.");
        await page["text"].FillAsync(";");
        await page.WaitForAsync("contributions-note", "the model finds no token in it");
        Assert.Matches("^(positive|negative), ", await page["summary"].InnerTextAsync());
    }

    [Fact]
    public async Task Two_models_say_whether_they_agree()
    {
        await using StudioPage page = await chromium.OpenAsync(studio, "/compare?first=sentiment&second=lab%2Fsentiment%20gru");
        await page["text"].FillAsync("this is quite a good film");
        await page.WaitForAsync("summary", "They agree: positive. sentiment gives it ");
        await page["second"].SelectOptionAsync("sentiment");
        await page.Page.WaitForFunctionAsync("() => document.getElementById('first-bars').innerText === document.getElementById('second-bars').innerText");
        page.AssertClean();
    }

    [Fact]
    public async Task Another_translation_has_its_own_alignment()
    {
        await using StudioPage page = await chromium.OpenAsync(studio, "/translate/backwards");
        await page["text"].FillAsync("a b c");
        await page.WaitForAsync("summary", "c b a");
        string before = await page["alignment"].InnerTextAsync();
        await page["translations"].Locator("input").Nth(1).CheckAsync();
        Assert.NotEqual(before, await page["alignment"].InnerTextAsync());
        page.AssertClean();
    }

    [Fact]
    public async Task The_next_picture_gets_another_caption()
    {
        await using StudioPage page = await chromium.OpenAsync(studio, "/caption/scenes");
        await page["numbers"].Locator("table").WaitForAsync();
        string before = await page["truth"].InnerTextAsync();
        await page["next"].ClickAsync();
        await page.Page.WaitForFunctionAsync("before => document.getElementById('truth').textContent !== before", before);
        await page["words"].Locator("button").Nth(0).ClickAsync();
        Assert.Equal(1, await page["words"].Locator("[aria-pressed=true]").CountAsync());
        page.AssertClean();
    }

    [Fact]
    public async Task A_picture_of_one_s_own_is_captioned_word_by_word()
    {
        await using StudioPage page = await chromium.OpenAsync(studio, "/caption/photographs");
        Assert.Equal(0, await page["scene"].CountAsync());
        Assert.True(await page["looked"].IsHiddenAsync());
        await FilledPages.SendPhotographAsync(page, left: true);
        await page.WaitForAsync("summary", "“light at the left”");
        Assert.True(await page["true-caption"].IsHiddenAsync());
        Assert.Equal(["light", "at", "the", "left", "(end)"], await page["words"].Locator(".word").AllInnerTextsAsync());
        await FilledPages.SendPhotographAsync(page, left: false);
        await page.WaitForAsync("summary", "“light at the right”");
        page.AssertClean();
    }

    [Fact]
    public async Task A_model_of_scenes_takes_a_file_too_and_goes_back_to_scenes()
    {
        await using StudioPage page = await chromium.OpenAsync(studio, "/caption/scenes");
        await page["numbers"].Locator("table").WaitForAsync();
        await FilledPages.SendPhotographAsync(page, left: true);
        await page["true-caption"].WaitForAsync(new() { State = Microsoft.Playwright.WaitForSelectorState.Hidden });
        await page["next"].ClickAsync();
        await page["true-caption"].WaitForAsync();
        page.AssertClean();
    }

    [Fact]
    public async Task A_file_that_is_no_picture_is_refused_in_a_line()
    {
        await using StudioPage page = await chromium.OpenAsync(studio, "/caption/photographs");
        await FilledPages.SendPhotographAsync(page, left: true);
        await page.WaitForAsync("summary", "“light at the left”");
        await page["file"].SetInputFilesAsync(new Microsoft.Playwright.FilePayload { Name = "note.jpg", MimeType = "image/jpeg", Buffer = "not a picture"u8.ToArray() });
        await page.WaitForAsync("summary", "note.jpg: no picture of a known format, or damaged");
        // The picture before it is not shown beside that line.
        Assert.True(await page["looked"].IsHiddenAsync());
        Assert.True(await page["picture"].IsHiddenAsync());
    }
}
