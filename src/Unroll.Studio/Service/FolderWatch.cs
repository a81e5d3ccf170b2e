namespace Unroll.Studio.Service;

/// <summary>Looks at the model folders from time to time, and lets forgotten sessions go.</summary>
sealed class FolderWatch(ModelShelf shelf, SessionStore sessions, ServiceOptions options) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using PeriodicTimer timer = new(options.Limits.Poll);
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
        {
            foreach (ServedModel model in shelf.Models)
            {
                model.Look();
            }

            sessions.ForgetIdle();
        }
    }
}
