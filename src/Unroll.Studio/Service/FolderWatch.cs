namespace Unroll.Studio.Service;

/// <summary>Looks at the model folders from time to time, and lets forgotten sessions go.</summary>
sealed class FolderWatch(ServedModels models, SessionStore sessions, ServiceOptions options) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using PeriodicTimer timer = new(options.Limits.Poll);
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
        {
            foreach (ServedModel model in models.All)
            {
                model.Look();
            }

            sessions.ForgetIdle();
        }
    }
}
