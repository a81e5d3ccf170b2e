using System.Net;
using System.Text.Json.Serialization;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging.Console;

namespace Unroll.Studio.Service;

/// <summary>Models over HTTP. What goes through a request, in this order: errors, host, key, limits, time, endpoint.</summary>
static class HttpService
{
    static readonly TimeSpan HeadersTime = TimeSpan.FromSeconds(10);

    /// <summary>Loads the models and builds the service; it listens once it is started, and finishes what is under way when it is stopped.</summary>
    /// <param name="options">What is served, where, and how much it takes on.</param>
    /// <param name="time">The clock; null for the system's.</param>
    /// <exception cref="InvalidDataException">A model cannot be loaded; one line that says which and why.</exception>
    internal static WebApplication Build(ServiceOptions options, TimeProvider? time = null)
    {
        // Settings come from the options alone, not from a file that happens to lie where the service is started.
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        AddLog(builder.Logging);
        builder.WebHost.ConfigureKestrel(server => Configure(server, options));
        AddServices(builder, options, time ?? TimeProvider.System);
        Telemetry.Add(builder);
        WebApplication application = builder.Build();
        try
        {
            // Whoever asks for a service that has begun finds its models loaded.
            application.Services.GetRequiredService<ServedModels>();
        }
        catch
        {
            ((IDisposable)application).Dispose();
            throw;
        }

        Use(application, options);
        return application;
    }

    static void Configure(KestrelServerOptions server, ServiceOptions options)
    {
        server.AddServerHeader = false;
        server.Limits.MaxRequestBodySize = options.Limits.BodyBytes;
        server.Limits.RequestHeadersTimeout = HeadersTime;
        server.Limits.MaxConcurrentConnections = options.Limits.Connections;
        server.Listen(options.Address, options.Port);
    }

    static void AddServices(WebApplicationBuilder builder, ServiceOptions options, TimeProvider time)
    {
        IServiceCollection services = builder.Services;
        services.AddSingleton(options).AddSingleton(options.Limits).AddSingleton(time);
        services.AddSingleton(provider => new ServedModels(options, new(time, provider.GetRequiredService<ILogger<ServedModels>>())));
        services.AddSingleton<SessionStore>().AddHostedService<FolderWatch>();
        services.Configure<HostOptions>(host => host.ShutdownTimeout = options.Limits.Drain);
        services.Configure<RouteHandlerOptions>(handlers => handlers.ThrowOnBadRequest = true);
        services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.TypeInfoResolverChain.Insert(0, MessageJson.Default);
            // A name that nobody knows is a mistake of whoever wrote it; without a word it would be an option that does nothing.
            json.SerializerOptions.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
            json.SerializerOptions.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        });
        services.AddRequestTimeouts(times => times.DefaultPolicy = new() { Timeout = options.Limits.Time, TimeoutStatusCode = StatusCodes.Status504GatewayTimeout });
        services.AddRateLimiter(limiter => Limit(limiter, options.Limits));
        services.AddOpenApi("v1", document => document.AddDocumentTransformer((description, _, _) =>
        {
            (description.Info.Title, description.Info.Version) = ("Unroll", "1");
            description.Info.Description = "Recurrent networks on texts and pictures. Errors are problem details (RFC 9457).";
            return Task.CompletedTask;
        }));
    }

    static void Limit(RateLimiterOptions limiter, ServiceLimits limits)
    {
        limiter.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, bool>(context => context.Request.Path.StartsWithSegments("/health")
            ? RateLimitPartition.GetNoLimiter(false)
            : RateLimitPartition.GetConcurrencyLimiter(true, _ => new() { PermitLimit = limits.Requests }));
        limiter.AddConcurrencyLimiter(TaskEndpoints.StreamLimit, streams => streams.PermitLimit = limits.Streams);
        limiter.OnRejected = (rejected, _) =>
            new(Problems.Write(rejected.HttpContext, RequestProblem.Overloaded(
                $"The service takes on {limits.Requests} requests at a time, {limits.Streams} of them by generators; try again in a moment.")));
    }

    static void Use(WebApplication application, ServiceOptions options)
    {
        application.UseMiddleware<Problems>();
        if (IPAddress.IsLoopback(options.Address))
        {
            application.UseMiddleware<LocalName>();
        }

        if (options.ApiKey is not null)
        {
            application.UseMiddleware<ApiKey>(options.ApiKey);
        }
        else if (!IPAddress.IsLoopback(options.Address))
        {
            Log.Open(application.Logger, $"{options.Address}");
        }

        application.UseRateLimiter();
        application.UseRequestTimeouts();
        application.MapOpenApi();
        ModelEndpoints.MapHealth(application);
        RouteGroupBuilder api = application.MapGroup("/v1").WithTags("Models");
        foreach (int status in new[] { 400, 401, 403, 404, 409, 413, 415, 503, 504 })
        {
            api.ProducesProblem(status);
        }

        ModelEndpoints.Map(api);
        TaskEndpoints.Map(api);
        SessionEndpoints.Map(api);
    }

    // Standard output is for results; what the server has to say of itself is of interest only when something is wrong.
    static void AddLog(ILoggingBuilder logging)
    {
        logging.ClearProviders();
        logging.AddConsole(console => (console.FormatterName, console.LogToStandardErrorThreshold) = (LogLine.FormatterName, LogLevel.Trace));
        logging.AddConsoleFormatter<LogLine, ConsoleFormatterOptions>();
        logging.SetMinimumLevel(LogLevel.Warning).AddFilter("Unroll", LogLevel.Information)
            // Whoever asked was told so.
            .AddFilter("Microsoft.AspNetCore.Http.Timeouts", LogLevel.Error);
    }
}
