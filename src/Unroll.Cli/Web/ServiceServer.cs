using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Hosting;
using Unroll.Cli.Output;
using Unroll.Studio.Service;

namespace Unroll.Cli.Web;

/// <summary>Runs the HTTP service until it is told to end.</summary>
static class ServiceServer
{
    /// <summary>Serves until Ctrl+C or a request to end; what is under way then is finished first.</summary>
    /// <param name="options">What is served, where, and how much it takes on.</param>
    internal static int Run(ServiceOptions options) => RunAsync(options).GetAwaiter().GetResult();

    static async Task<int> RunAsync(ServiceOptions options)
    {
        WebApplication service = Build(options);
        await using (service.ConfigureAwait(false))
        {
            await service.StartAsync().ConfigureAwait(false);
            // On standard output, for whoever had a free port chosen.
            Page.Results.Say(service.Urls.Single());
            Messages.Say($"Serving {string.Join(", ", options.Models.Select(model => model.Full))} at {service.Urls.Single()}; Ctrl+C ends it, after the requests under way.");
            await service.WaitForShutdownAsync().ConfigureAwait(false);
        }
        return ExitCode.Done;
    }

    static WebApplication Build(ServiceOptions options)
    {
        using Waiting waiting = new("loading ...");
        return HttpService.Build(options);
    }
}
