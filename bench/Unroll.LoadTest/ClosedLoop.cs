using System.Diagnostics;

namespace Unroll.LoadTest;

/// <summary>So many clients, each of which asks again as soon as it has its answer: how much the service can answer.</summary>
static class ClosedLoop
{
    internal static async Task<Measured> Run(Client client, int connections, TimeSpan time)
    {
        long begin = Stopwatch.GetTimestamp();
        List<(TimeSpan, bool)>[] answers = await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => Task.Run(async () =>
        {
            List<(TimeSpan, bool)> own = [];
            while (Stopwatch.GetElapsedTime(begin) < time)
            {
                long asked = Stopwatch.GetTimestamp();
                bool isSuccess = await client.Ask().ConfigureAwait(false);
                own.Add((Stopwatch.GetElapsedTime(asked), isSuccess));
            }

            return own;
        }))).ConfigureAwait(false);
        return Measured.Of([.. answers.SelectMany(own => own)], Stopwatch.GetElapsedTime(begin));
    }
}
