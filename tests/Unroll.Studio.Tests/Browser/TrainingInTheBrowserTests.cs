namespace Unroll.Studio.Tests.Browser;

/// <summary>The page on which a classifier is trained.</summary>
[Collection(nameof(Browser))]
public sealed class TrainingInTheBrowserTests(RunningStudio studio, Chromium chromium)
{
    [Fact]
    public async Task A_table_becomes_a_model_that_answers()
    {
        await using StudioPage page = await chromium.OpenAsync(studio, "/train");
        string name = await FilledPages.TrainAsync(page, epochs: 4);
        Assert.Contains("160 texts in 2 classes", await page["profile"].InnerTextAsync(), StringComparison.Ordinal);
        Assert.Equal($"{name} is trained and saved.", await page["progress-status"].InnerTextAsync());
        Assert.Equal(2, await page["progress"].Locator("canvas").CountAsync());
        Assert.Equal(2, await page["confusion"].Locator("tbody tr").CountAsync());
        Assert.Contains("naive Bayes", await page["metrics"].InnerTextAsync(), StringComparison.Ordinal);
        await page["metrics"].GetByText("Use it").ClickAsync();
        await page["text"].FillAsync("this is quite a good film");
        await page["probabilities"].Locator("li").First.WaitForAsync();
        page.AssertClean();
    }

    [Fact]
    public async Task A_training_can_be_left_come_back_to_and_canceled()
    {
        await using StudioPage page = await chromium.OpenAsync(studio, "/train");
        // So large that it cannot be done before it is canceled.
        string name = await FilledPages.SendTableAsync(page, hiddenSize: 1500);
        await page.Page.Locator("[name=epochs]").FillAsync("1000");
        await page["start"].ClickAsync();
        await page.WaitForAsync("live", "tokens a second");
        await page.GoToAsync("/");
        await page.GoToAsync("/train");
        await page.WaitForAsync("progress-status", "Training");
        await page["cancel"].ClickAsync();
        await page.WaitForAsync("progress-status", "Canceled. Nothing was kept.");
        Assert.False(Directory.Exists(Path.Combine(studio.Folder, name)));
        page.AssertClean();
    }

    [Fact]
    public async Task A_file_that_is_no_table_is_refused_in_a_line()
    {
        await using StudioPage page = await chromium.OpenAsync(studio, "/train");
        await page["file"].SetInputFilesAsync(new Microsoft.Playwright.FilePayload { Name = "one.csv", MimeType = "text/csv", Buffer = "only\none\n"u8.ToArray() });
        await page.WaitForAsync("table-status", "one.csv: only one column was found");
        Assert.True(await page["options"].IsHiddenAsync());
    }
}
