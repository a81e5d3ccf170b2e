using System.Net.Http.Json;
using System.Text.Json;
using Unroll.Studio.Pages;

[assembly: AssemblyFixture(typeof(Unroll.Studio.Tests.RunningStudio))]

namespace Unroll.Studio.Tests;

/// <summary>A studio over a folder of sample models, for every test of its pages.</summary>
public sealed class RunningStudio : IAsyncLifetime
{
    readonly string folder = Directory.CreateTempSubdirectory("unroll-studio-tests-").FullName;
    StudioApplication? application;
    HttpClient? client;

    /// <summary>Where it listens.</summary>
    internal Uri Address => application!.Address;

    /// <summary>Asks it.</summary>
    internal HttpClient Client => client!;

    /// <summary>The folder with the models.</summary>
    internal string Folder => folder;

    public async ValueTask InitializeAsync()
    {
        SampleModels.Write(folder);
        application = await StudioApplication.StartAsync(new StudioOptions(folder, Port: 0), TestContext.Current.CancellationToken);
        client = new() { BaseAddress = application.Address };
    }

    public async ValueTask DisposeAsync()
    {
        client?.Dispose();
        if (application is not null) await application.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>Posts JSON and gives the answer, which must be of success.</summary>
    internal async Task<JsonElement> AskAsync(string address, object question)
    {
        using HttpResponseMessage response = await Client.PostAsJsonAsync(address, question, TestContext.Current.CancellationToken);
        string text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, $"{address}: {(int)response.StatusCode} {text}");
        return JsonDocument.Parse(text).RootElement.Clone();
    }

    /// <summary>Posts JSON that must be refused, and gives the reason.</summary>
    internal async Task<string> RefusalAsync(string address, object question, int status = 422)
    {
        using HttpResponseMessage response = await Client.PostAsJsonAsync(address, question, TestContext.Current.CancellationToken);
        Assert.Equal(status, (int)response.StatusCode);
        string detail = (await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken)).GetProperty("detail").GetString()!;
        Assert.DoesNotContain('\n', detail);
        return detail;
    }
}
