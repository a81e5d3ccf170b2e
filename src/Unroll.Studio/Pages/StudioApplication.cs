using System.Net;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http.Json;
using Unroll.Studio.Pages.Captioning;
using Unroll.Studio.Pages.Classification;
using Unroll.Studio.Pages.Comparison;
using Unroll.Studio.Pages.Generation;
using Unroll.Studio.Pages.Hosting;
using Unroll.Studio.Pages.Layout;
using Unroll.Studio.Pages.Microscope;
using Unroll.Studio.Pages.Models;
using Unroll.Studio.Pages.Runs;
using Unroll.Studio.Pages.Tagging;
using Unroll.Studio.Pages.Training;
using Unroll.Studio.Pages.Translation;

namespace Unroll.Studio.Pages;

/// <summary>The studio: pages over a folder of models, on this machine's loopback address and for nobody else.</summary>
/// <remarks>It listens until it is disposed of.</remarks>
public sealed class StudioApplication : IAsyncDisposable
{
    readonly WebApplication application;

    StudioApplication(WebApplication application) => this.application = application;

    /// <summary>Where a browser finds it.</summary>
    public Uri Address => new(application.Urls.Single());

    /// <summary>Begins to listen.</summary>
    /// <param name="options">What is shown and where.</param>
    /// <param name="cancellationToken">Gives up the beginning.</param>
    /// <exception cref="InvalidDataException">There is no such folder.</exception>
    /// <exception cref="IOException">The port is taken; one line that says so.</exception>
    public static async Task<StudioApplication> StartAsync(StudioOptions options, CancellationToken cancellationToken = default)
    {
        if (!Directory.Exists(options.Folder))
        {
            throw new InvalidDataException($"{options.Folder}: there is no such folder; give one that holds model folders, or an empty one to train into.");
        }

        WebApplication application = Build(options);
        try
        {
            await application.StartAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (IOException exception)
        {
            await application.DisposeAsync().ConfigureAwait(false);
            throw new IOException($"port {options.Port} on this machine is taken; choose another with --port, or 0 for any that is free.", exception);
        }

        return new(application);
    }

    /// <summary>Waits until the studio is told to stop.</summary>
    /// <param name="cancellationToken">Stops it.</param>
    public Task WaitAsync(CancellationToken cancellationToken) => application.WaitForShutdownAsync(cancellationToken);

    /// <summary>Stops listening; a training that is under way is given up.</summary>
    public ValueTask DisposeAsync() => application.DisposeAsync();

    static WebApplication Build(StudioOptions options)
    {
        // Empty: neither environment variables nor settings files of the current directory have a say.
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new() { ApplicationName = typeof(StudioApplication).Assembly.GetName().Name });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(server =>
        {
            server.AddServerHeader = false;
            server.Listen(IPAddress.Loopback, options.Port);
        });
        AddServices(builder.Services, options);
        WebApplication application = builder.Build();
        application.UseMiddleware<LocalRequests>();
        application.UseMiddleware<PageHeaders>();
        application.Use(Failures.UnreadAsProblems);
        application.UseWhen(context => !context.Request.Path.StartsWithSegments("/api") && !context.Request.Path.StartsWithSegments("/assets"),
            pages => pages.UseStatusCodePagesWithReExecute(NotFoundPage.Address, createScopeForStatusCodePages: true));
        application.UseRouting();
        application.UseAntiforgery();
        application.MapRazorComponents<StudioDocument>();
        MapApi(application);
        return application;
    }

    static void AddServices(IServiceCollection services, StudioOptions options)
    {
        services.AddRoutingCore();
        // Pages are read, never posted, so nothing that the framework signs has to outlive the process.
        services.AddDataProtection().UseEphemeralDataProtectionProvider();
        services.AddRazorComponents();
        services.Configure<RouteHandlerOptions>(handlers => handlers.ThrowOnBadRequest = true);
        services.Configure<JsonOptions>(json =>
        {
            json.SerializerOptions.TypeInfoResolverChain.Insert(0, StudioJson.Default);
            // What is missing would be null or 0 and go wrong further on.
            json.SerializerOptions.RespectRequiredConstructorParameters = json.SerializerOptions.RespectNullableAnnotations = true;
        });
        services.AddSingleton(options);
        services.AddSingleton<EmbeddedAssets>();
        services.AddSingleton<ModelShelf>();
        services.AddSingleton<UploadedTables>();
        services.AddSingleton<TrainingJobs>();
        services.AddSingleton<WritingDesk>();
    }

    static void MapApi(WebApplication application)
    {
        application.Services.GetRequiredService<EmbeddedAssets>().Map(application);
        RouteGroupBuilder api = application.MapGroup("/api").AddEndpointFilter(Failures.AsProblems);
        TrainingApi.Map(api);
        ClassificationApi.Map(api);
        MicroscopeApi.Map(api);
        ComparisonApi.Map(api);
        GenerationApi.Map(api);
        TranslationApi.Map(api);
        TaggingApi.Map(api);
        CaptioningApi.Map(api);
        RunApi.Map(api);
    }
}
