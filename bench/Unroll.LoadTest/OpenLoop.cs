using System.Collections.Concurrent;
using System.Diagnostics;

namespace Unroll.LoadTest;

/// <summary>
/// So many requests a second, whether or not the ones before are answered, as from many people who do not know of each other. A time counts
/// from when a request was due, so a service that falls behind cannot hide it.
/// </summary>
static class OpenLoop
{
    internal static async Task<Measured> Run(Client client, double perSecond, TimeSpan time)
    {
        ConcurrentBag<(TimeSpan, bool)> answers = [];
        List<Task> asked = [];
        using PeriodicTimer tick = new(TimeSpan.FromMilliseconds(1));
        long begin = Stopwatch.GetTimestamp();
        for (TimeSpan now = default; now < time; now = Stopwatch.GetElapsedTime(begin))
        {
            while (asked.Count < now.TotalSeconds * perSecond)
            {
                asked.Add(Ask(TimeSpan.FromSeconds(asked.Count / perSecond)));
            }

            await tick.WaitForNextTickAsync().ConfigureAwait(false);
        }

        await Task.WhenAll(asked).ConfigureAwait(false);
        return Measured.Of(answers, Stopwatch.GetElapsedTime(begin));

        async Task Ask(TimeSpan due)
        {
            bool isSuccess = await client.Ask().ConfigureAwait(false);
            answers.Add((Stopwatch.GetElapsedTime(begin) - due, isSuccess));
        }
    }
}
