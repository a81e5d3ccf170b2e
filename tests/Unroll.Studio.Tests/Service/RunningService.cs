using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Unroll.Studio.Service;

namespace Unroll.Studio.Tests.Service;

/// <summary>A service that listens at a free port of this machine until the test is over.</summary>
sealed class RunningService : IAsyncDisposable
{
    readonly WebApplication application;

    RunningService(WebApplication application)
    {
        this.application = application;
        Client = new() { BaseAddress = new(application.Urls.Single()) };
    }

    internal HttpClient Client { get; }

    internal int Port => Client.BaseAddress!.Port;

    internal static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Starts a service.</summary>
    /// <param name="limits">How much it takes on.</param>
    /// <param name="models">As on the command line.</param>
    internal static Task<RunningService> Start(ServiceLimits limits, params IEnumerable<string> models) =>
        Start(new ServiceOptions([.. models.Select(ModelAddress.Parse)]) { Limits = limits });

    internal static async Task<RunningService> Start(ServiceOptions options, TimeProvider? time = null)
    {
        WebApplication application = HttpService.Build(options with { Port = 0 }, time);
        await application.StartAsync(Token);
        return new(application);
    }

    internal Task Stop() => application.StopAsync(CancellationToken.None);

    internal Task<HttpResponseMessage> Post(string path, string json) => Client.PostAsync(path, new StringContent(json, Encoding.UTF8, "application/json"), Token);

    /// <summary>What was answered; it must be a success.</summary>
    internal async Task<JsonElement> Answer(string path, string json)
    {
        using HttpResponseMessage response = await Post(path, json);
        string body = await response.Content.ReadAsStringAsync(Token);
        Assert.True(response.IsSuccessStatusCode, body);
        return JsonElement.Parse(body);
    }

    /// <summary>The detail of an error, which must have this status and be problem details.</summary>
    internal async Task<string> Problem(int status, string path, string json)
    {
        using HttpResponseMessage response = await Post(path, json);
        return await Problem(status, response);
    }

    /// <inheritdoc cref="Problem(int, string, string)"/>
    internal static async Task<string> Problem(int status, HttpResponseMessage response)
    {
        string body = await response.Content.ReadAsStringAsync(Token);
        Assert.True(status == (int)response.StatusCode, $"expected {status}, got {(int)response.StatusCode}: {body}");
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        JsonElement problem = JsonElement.Parse(body);
        Assert.Equal(status, problem.GetProperty("status").GetInt32());
        Assert.NotEmpty(problem.GetProperty("title").GetString()!);
        return problem.GetProperty("detail").GetString()!;
    }

    internal async Task<JsonElement> Get(string path) => await Client.GetFromJsonAsync<JsonElement>(path, Token);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await application.StopAsync(CancellationToken.None);
        await application.DisposeAsync();
    }
}
