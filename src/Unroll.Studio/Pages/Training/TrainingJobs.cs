using System.Collections.Concurrent;
using Unroll.Studio.Pages.Hosting;
using Unroll.Studio.Pages.Models;
using Unroll.Tasks;

namespace Unroll.Studio.Pages.Training;

/// <summary>Trainings, one at a time: each takes every core there is.</summary>
sealed class TrainingJobs(UploadedTables tables, ModelShelf shelf) : IAsyncDisposable
{
    readonly ConcurrentDictionary<string, TrainingJob> jobs = [];
    readonly Lock starting = new();
    Task running = Task.CompletedTask;
    TrainingJob? last;

    /// <summary>Begins to train.</summary>
    /// <exception cref="InvalidDataException">Another training goes on, or the request cannot be met.</exception>
    internal TrainingJob Start(TrainingRequest request)
    {
        TextClassifierOptions options = request.Options;
        tables.Find(request.Table.Id);
        lock (starting)
        {
            if (!running.IsCompleted)
            {
                throw new InvalidDataException($"{last!.Snapshot.Name} is being trained; wait until it is done, or cancel it.");
            }

            // Only now: the training before this one may have made the folder just before it ended.
            string folder = request.Folder(shelf);
            last = new(request.Name);
            jobs[last.Id] = last;
            TrainingJob job = last;
            running = Task.Factory.StartNew(() => job.Run(() => request.Table.Read(tables), options, folder), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            return job;
        }
    }

    /// <summary>A training.</summary>
    /// <exception cref="UnknownNameException">There is none of this name.</exception>
    internal TrainingJob Find(string id) => jobs.TryGetValue(id, out TrainingJob? job) ? job : throw new UnknownNameException("there is no such training; the studio was started anew since.");

    /// <summary>The training that goes on; null if none does.</summary>
    internal TrainingJob? Current => last is { Snapshot.IsOver: false } job ? job : null;

    public async ValueTask DisposeAsync()
    {
        last?.Cancel();
        await running.ConfigureAwait(false);
        foreach (TrainingJob job in jobs.Values) job.Dispose();
    }
}
