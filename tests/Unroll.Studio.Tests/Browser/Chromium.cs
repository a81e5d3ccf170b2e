using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(Unroll.Studio.Tests.Browser.Chromium))]

namespace Unroll.Studio.Tests.Browser;

/// <summary>The system's Chromium, started for the first test that needs it.</summary>
public sealed class Chromium : IAsyncDisposable
{
    static readonly string[] Places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    static readonly string[] Switches = ["DOTNET_EnableAVX512", "DOTNET_EnableHWIntrinsic"];

    readonly SemaphoreSlim starting = new(1);
    IPlaywright? playwright;
    IBrowser? browser;

    /// <summary>Opens a page of the studio; the test is skipped where there is no browser.</summary>
    internal async Task<StudioPage> OpenAsync(RunningStudio studio, string address, ColorScheme scheme = ColorScheme.Light, int width = 1280)
    {
        await StartAsync();
        IBrowserContext context = await browser!.NewContextAsync(new()
        {
            BaseURL = studio.Address.ToString(),
            ColorScheme = scheme,
            ReducedMotion = ReducedMotion.Reduce,
            ViewportSize = new() { Width = width, Height = 900 },
        });
        StudioPage page = new(context, await context.NewPageAsync());
        await page.GoToAsync(address);
        return page;
    }

    public async ValueTask DisposeAsync()
    {
        if (browser is not null) await browser.DisposeAsync();
        playwright?.Dispose();
        starting.Dispose();
    }

    async Task StartAsync()
    {
        Assert.SkipWhen(Switches.Any(name => Environment.GetEnvironmentVariable(name) == "0"),
            "instruction sets are switched off: what a browser shows does not depend on them and is tested without the switch");
        string? executable = Environment.GetEnvironmentVariable("UNROLL_CHROMIUM") ?? Places.FirstOrDefault(File.Exists);
        Assert.SkipWhen(executable is null, "no Chromium is installed: apt-get install chromium, or name one in UNROLL_CHROMIUM");
        await starting.WaitAsync();
        try
        {
            playwright ??= await Playwright.CreateAsync();
            // A sandbox needs rights that containers seldom give; only the studio's own pages are opened.
            browser ??= await playwright.Chromium.LaunchAsync(new() { ExecutablePath = executable, Args = ["--no-sandbox", "--disable-dev-shm-usage"] });
        }
        finally
        {
            starting.Release();
        }
    }
}
