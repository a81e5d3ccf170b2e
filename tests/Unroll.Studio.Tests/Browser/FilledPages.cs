using Microsoft.Playwright;

namespace Unroll.Studio.Tests.Browser;

/// <summary>Every page of the studio, with something on it.</summary>
static class FilledPages
{
    static readonly Dictionary<string, (string Address, Func<StudioPage, Task> Fill)> Pages = new()
    {
        ["models"] = ("/", _ => Task.CompletedTask),
        ["train"] = ("/train", page => TrainAsync(page, epochs: 3)),
        ["classify"] = ("/classify/sentiment", async page =>
        {
            await page["text"].FillAsync("this is quite a good film about nothing");
            await page.WaitForAsync("units", "unit");
        }
        ),
        ["compare"] = ("/compare?first=sentiment&second=lab%2Fsentiment%20gru", async page =>
        {
            await page["text"].FillAsync("this is quite a bad meal");
            await page.WaitForAsync("words", "meal");
        }
        ),
        ["generate"] = ("/generate/writer", async page =>
        {
            await page["prompt"].FillAsync("the ");
            await page["write"].ClickAsync();
            await page["alternatives"].Locator("li").First.WaitForAsync();
        }
        ),
        ["translate"] = ("/translate/backwards", async page =>
        {
            await page["text"].FillAsync("a b c");
            await page.WaitForAsync("alignment", "(end)");
        }
        ),
        ["tag"] = ("/tag/word%20classes", async page =>
        {
            await page["text"].FillAsync("slowly dogs kick the can");
            await page.WaitForAsync("tags", "can");
        }
        ),
        ["caption"] = ("/caption/scenes", page => page["numbers"].Locator("table").WaitForAsync()),
        ["photographs"] = ("/caption/photographs", async page =>
        {
            await SendPhotographAsync(page, left: true);
            await page["numbers"].Locator("table").WaitForAsync();
        }
        ),
        ["features"] = ("/caption/features", _ => Task.CompletedTask),
        ["runs"] = ("/runs/sentiment", page => page["gates"].Locator("table").WaitForAsync()),
        ["damaged"] = ("/runs/damaged", _ => Task.CompletedTask),
    };

    /// <summary>The names of the pages.</summary>
    internal static IEnumerable<string> Names => Pages.Keys;

    /// <summary>Opens a page and fills it.</summary>
    internal static async Task<StudioPage> OpenAsync(Chromium chromium, RunningStudio studio, string name, ColorScheme scheme = ColorScheme.Light, int width = 1280)
    {
        (string address, Func<StudioPage, Task> fill) = Pages[name];
        StudioPage page = await chromium.OpenAsync(studio, address, scheme, width);
        await fill(page);
        return page;
    }

    /// <summary>Chooses a picture to be captioned.</summary>
    internal static Task SendPhotographAsync(StudioPage page, bool left) => page["file"].SetInputFilesAsync(
        new FilePayload { Name = "photograph.bmp", MimeType = "image/bmp", Buffer = SampleModels.Photograph(left) });

    /// <summary>Sends a small table, trains on it to the end and gives the model's name.</summary>
    internal static async Task<string> TrainAsync(StudioPage page, int epochs)
    {
        string name = await SendTableAsync(page);
        await page.Page.Locator("[name=epochs]").FillAsync($"{epochs}");
        await page["start"].ClickAsync();
        await page["result"].WaitForAsync();
        return name;
    }

    /// <summary>Sends a small table and gives the model a name of its own.</summary>
    internal static async Task<string> SendTableAsync(StudioPage page, int hiddenSize = 8)
    {
        await page["file"].SetInputFilesAsync(new FilePayload
        {
            Name = "reviews.csv",
            MimeType = "text/csv",
            Buffer = System.Text.Encoding.UTF8.GetBytes(SampleModels.ReviewTable(160)),
        });
        await page["options"].WaitForAsync();
        string name = $"from the browser {Guid.NewGuid():N}"[..28];
        await page["name"].FillAsync(name);
        await page.Page.Locator("[name=hiddenSize]").FillAsync($"{hiddenSize}");
        return name;
    }
}
