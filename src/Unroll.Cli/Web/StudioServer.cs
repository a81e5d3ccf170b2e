using Unroll.Cli.Output;
using Unroll.Studio.Pages;

namespace Unroll.Cli.Web;

/// <summary>Runs the studio until it is told to end.</summary>
static class StudioServer
{
    /// <summary>Shows a folder until Ctrl+C or a request to end.</summary>
    /// <param name="folder">The folder with the models.</param>
    /// <param name="port">The port; null for the usual one.</param>
    internal static int Run(string folder, int? port) => RunAsync(new(folder, port ?? StudioOptions.DefaultPort)).GetAwaiter().GetResult();

    static async Task<int> RunAsync(StudioOptions options)
    {
        StudioApplication studio = await StudioApplication.StartAsync(options).ConfigureAwait(false);
        await using (studio.ConfigureAwait(false))
        {
            // On standard output, for whoever had a free port chosen.
            Page.Results.Say(studio.Address.ToString());
            Messages.Say("Open this address in a browser on this machine; Ctrl+C ends the studio.");
            await studio.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        }
        return ExitCode.Done;
    }
}
