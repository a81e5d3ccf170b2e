using Unroll.Kernels;

namespace Unroll.Benchmarks;

/// <summary>Runs the workloads beside a peer: agreement first, then pairs of turns.</summary>
static class Versus
{
    /// <param name="options">What to run.</param>
    /// <param name="peer">Makes the other side; null to run alone.</param>
    /// <param name="peerTrains">Whether it trains; if not, only inference is run.</param>
    public static int Run(BenchOptions options, Func<Workload, int, UnrollSide, Side>? peer, bool peerTrains)
    {
        Results results = new();
        bool peerLoads = peer is not null;
        foreach (Workload workload in options.Workloads)
        {
            foreach (int threads in options.Threads)
            {
                double peak = MachineLimits.PeakGflops(ThreadTeam.OfSize(threads), TimeSpan.FromSeconds(0.2));
                foreach (Pass pass in options.Passes.Where(pass => pass == Pass.Infer ? workload.Infers : workload.Trains && peerTrains))
                {
                    using UnrollSide ours = new(workload, threads);
                    using Side? other = peerLoads ? Create(() => peer!(workload, threads, ours)) : null;
                    peerLoads = other is not null;
                    if (other is not null)
                        Agreement.Require(pass, ours, other);
                    Contest contest = new(workload, pass, threads, peak, options.Pairs, options.Turn);
                    results.Add(contest.Run(ours, other), contest.DisturbedTurns);
                }
            }
        }
        if (options.Json is not null)
            results.Save(options.Json);
        return 0;
    }

    // A peer that does not load is no failure of ours: one line, and our own numbers.
    static Side? Create(Func<Side> peer)
    {
        try
        {
            return peer();
        }
        catch (Exception exception) when (exception is TypeInitializationException or DllNotFoundException or NotSupportedException)
        {
            string reason = (exception.InnerException ?? exception).Message.Split('\n')[0];
            Console.Error.WriteLine($"The peer does not load here ({reason}); these are Unroll's numbers alone. bench/README.md says how to prepare it.");
            return null;
        }
    }
}
