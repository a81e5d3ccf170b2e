using System.Diagnostics;

namespace Unroll.Benchmarks;

enum Pass
{
    /// <summary>Forward, backward and Adam.</summary>
    Train,

    /// <summary>Forward alone.</summary>
    Infer,
}

/// <summary>One line of a result.</summary>
/// <param name="Workload">The workload's name.</param>
/// <param name="Pass">Train or Infer.</param>
/// <param name="Threads">Threads of both sides.</param>
/// <param name="Milliseconds">Unroll's time of a step: median over the pairs.</param>
/// <param name="TokensPerSecond">Unroll's real tokens a second.</param>
/// <param name="Gflops">Unroll's useful multiply-adds times two, a second, times 10⁻⁹.</param>
/// <param name="ShareOfPeak">Of the multiply-add peak measured in the same run with as many threads.</param>
/// <param name="Peer">The other side; null where there was none.</param>
/// <param name="PeerMilliseconds">The peer's time of a step.</param>
/// <param name="Ratio">Peer's time by Unroll's: median over the pairs. Above 1, Unroll is the faster.</param>
/// <param name="LowestRatio">Of the pairs.</param>
/// <param name="HighestRatio">Of the pairs.</param>
sealed record Measurement(
    string Workload, Pass Pass, int Threads, double Milliseconds, double TokensPerSecond, double Gflops, double ShareOfPeak,
    string? Peer = null, double? PeerMilliseconds = null, double? Ratio = null, double? LowestRatio = null, double? HighestRatio = null);

/// <summary>Times two sides by turns: whatever the machine does meanwhile, it does to both.</summary>
sealed class Contest(Workload workload, Pass pass, int threads, double peakGflops, int pairs, TimeSpan turn)
{
    const int LongestTurn = 4000;

    // What runs for the first time is compiled anew after a tenth of a second, and perhaps once more.
    static readonly TimeSpan ShortestWarmUp = TimeSpan.FromSeconds(1);

    int step;

    /// <summary>Turns during which other processes kept the machine busy, however often they were repeated.</summary>
    public int DisturbedTurns { get; private set; }

    /// <summary>Both sides, or Unroll alone where peer is null.</summary>
    public Measurement Run(Side ours, Side? peer)
    {
        WarmUp(ours);
        if (peer is not null)
            WarmUp(peer);
        List<double> mine = [], theirs = [];
        for (int pair = 0; pair < pairs; pair++)
        {
            // Who goes first changes, so that neither always finds the other's traces.
            if (peer is not null && pair % 2 == 0)
                theirs.Add(Turn(peer, workload.JudgePeerByFastestTenth));
            mine.Add(Turn(ours, ofFastestTenth: false));
            if (peer is not null && pair % 2 == 1)
                theirs.Add(Turn(peer, workload.JudgePeerByFastestTenth));
        }
        double seconds = Median(mine);
        double gflops = workload.Flops(pass == Pass.Train) / seconds * 1e-9;
        Measurement measured = new(workload.Name, pass, threads, seconds * 1e3, workload.Tokens / seconds, gflops, gflops / peakGflops);
        if (peer is null)
            return measured;
        double[] ratios = [.. theirs.Zip(mine, (other, own) => other / own)];
        return measured with
        {
            Peer = peer.Name,
            PeerMilliseconds = Median(theirs) * 1e3,
            Ratio = Median(ratios),
            LowestRatio = ratios.Min(),
            HighestRatio = ratios.Max(),
        };
    }

    // Compilation in tiers, first allocations, and for the exact sparse Adam the state of a run that has gone on for a while.
    void WarmUp(Side side)
    {
        TimeSpan warmUp = 2 * turn > ShortestWarmUp ? 2 * turn : ShortestWarmUp;
        long start = Stopwatch.GetTimestamp();
        int least = workload.Batches > 1 && side is UnrollSide ? 1500 : 3;
        for (int i = 0; i < least || (Stopwatch.GetElapsedTime(start) < warmUp && i < LongestTurn); i++)
            Step(side);
    }

    double Turn(Side side, bool ofFastestTenth)
    {
        const int Tries = 20;
        const double Undisturbed = 0.15;
        double seconds = 0;
        for (int i = 0; i < Tries; i++)
        {
            Neighbours neighbours = Neighbours.Watch();
            seconds = TryTurn(side, ofFastestTenth);
            if (neighbours.BusyProcessors() < Undisturbed)
                return seconds;
        }
        DisturbedTurns++;
        return seconds;
    }

    double TryTurn(Side side, bool ofFastestTenth)
    {
        // The first steps still meet the other side's threads and caches.
        Step(side);
        Step(side);
        List<double> times = [];
        long start = Stopwatch.GetTimestamp();
        while (times.Count == 0 || (Stopwatch.GetElapsedTime(start) < turn && times.Count < LongestTurn))
        {
            long before = Stopwatch.GetTimestamp();
            Step(side);
            times.Add(Stopwatch.GetElapsedTime(before).TotalSeconds);
        }
        times.Sort();
        return ofFastestTenth ? times[times.Count / 10] : Median(times);
    }

    void Step(Side side)
    {
        if (pass == Pass.Train)
            side.Train(step++);
        else
            side.Infer(step++);
    }

    static double Median(IReadOnlyCollection<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
