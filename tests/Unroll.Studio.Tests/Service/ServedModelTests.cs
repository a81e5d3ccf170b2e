using System.Text.Json;
using Unroll.Studio.Service;

namespace Unroll.Studio.Tests.Service;

public sealed class ServedModelTests(SmallModels models) : IDisposable
{
    static readonly ServiceLimits Quick = new() { Poll = TimeSpan.FromMilliseconds(20) };

    readonly string folder = Directory.CreateTempSubdirectory("unroll-reload-").FullName;

    [Fact]
    public async Task A_changed_folder_is_loaded_without_dropping_a_request()
    {
        Copy("news");
        await using RunningService service = await RunningService.Start(Quick, $"news={folder}", models["news"].Replace("news", "other-news", StringComparison.Ordinal));
        string before = await Ask(service, "news"), after = await Ask(service, "other-news");
        Assert.NotEqual(before, after);
        using CancellationTokenSource swapped = new();
        Task<int>[] clients = [.. Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            int asked = 0;
            for (; !swapped.IsCancellationRequested; asked++)
            {
                Assert.Contains(await Ask(service, "news"), new[] { before, after });
            }

            return asked;
        }))];
        Copy("other-news");
        await Until(async () => await Ask(service, "news") == after);
        await swapped.CancelAsync();
        Assert.All(await Task.WhenAll(clients), asked => Assert.True(asked > 0));
    }

    [Fact]
    public async Task A_folder_full_of_garbage_leaves_the_model_from_before_and_says_so_until_it_is_mended()
    {
        Copy("news");
        await using RunningService service = await RunningService.Start(Quick, $"news={folder}");
        string before = await Ask(service, "news");
        foreach (string file in Directory.GetFiles(folder))
        {
            await File.WriteAllTextAsync(file, "garbage", RunningService.Token);
        }

        await Until(async () => (await service.Get("/v1/models/news")).TryGetProperty("fault", out JsonElement fault) && fault.GetString()!.Contains("config.json", StringComparison.Ordinal));
        Assert.Equal(before, await Ask(service, "news"));

        Directory.Delete(folder, recursive: true);
        await Until(async () => (await service.Get("/v1/models/news")).GetProperty("fault").GetString()!.Contains("no such model folder", StringComparison.Ordinal));
        Assert.Equal(before, await Ask(service, "news"));

        // A model for another task is not what was served either.
        Directory.CreateDirectory(folder);
        Copy("tagger");
        await Until(async () => (await service.Get("/v1/models/news")).GetProperty("fault").GetString()!.Contains("expected a model for the task", StringComparison.Ordinal));

        Directory.Delete(folder, recursive: true);
        Directory.CreateDirectory(folder);
        Copy("other-news");
        await Until(async () => !(await service.Get("/v1/models/news")).TryGetProperty("fault", out _));
        Assert.NotEqual(before, await Ask(service, "news"));
    }

    public void Dispose()
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    static async Task<string> Ask(RunningService service, string model) =>
        (await service.Answer($"/v1/models/{model}/predict", """{"text":"shares"}""")).GetProperty("predictions").GetRawText();

    static async Task Until(Func<Task<bool>> condition)
    {
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(RunningService.Token);
        patience.CancelAfter(TimeSpan.FromSeconds(30));
        while (!await condition())
        {
            await Task.Delay(20, patience.Token);
        }
    }

    // The times of files differ although the same bytes may be in them.
    void Copy(string model)
    {
        foreach (string file in Directory.GetFiles(models[model]))
        {
            File.WriteAllBytes(Path.Combine(folder, Path.GetFileName(file)), File.ReadAllBytes(file));
        }
    }
}
