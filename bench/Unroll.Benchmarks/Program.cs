using Unroll.Benchmarks;
using Unroll.Kernels;

string[] names = [.. args.Skip(1).Where(a => a.StartsWith('W'))];
foreach (Workload workload in Workload.All)
{
    if (names.Length > 0 && !names.Contains(workload.Name)) continue;
    foreach (int threads in args.Contains("1T") ? [1] : args.Contains("2T") ? [2] : new[] { 1, 2 })
    {
        double peak = MachineLimits.PeakGflops(ThreadTeam.OfSize(threads), TimeSpan.FromSeconds(0.1));
        foreach (Pass pass in args.Contains("train") ? [Pass.Train] : args.Contains("infer") ? [Pass.Infer] : new[] { Pass.Train, Pass.Infer })
        {
            if (pass == Pass.Train ? !workload.Trains : !workload.Infers) continue;
            using UnrollSide ours = new(workload, threads);
            using Side? peer = args[0] == "alone" ? null : new TorchSide(workload, threads, ours);
            if (peer != null) { if (pass == Pass.Train) Agreement.RequireTraining(ours, peer); else Agreement.RequireInference(ours, peer); }
            Contest contest = new(workload, pass, threads, peak, 7, TimeSpan.FromSeconds(0.15)); Measurement m = contest.Run(ours, peer);
            Console.WriteLine($"{m.Workload,-6} {m.Pass,-5} {threads}T ours {m.Milliseconds,9:F3} ms {m.ShareOfPeak,6:P0} of {peak:F0} peer {m.PeerMilliseconds,9:F3} ratio {m.Ratio:F2} [{m.LowestRatio:F2}..{m.HighestRatio:F2}] disturbed {contest.DisturbedTurns}");
        }
    }
}
return 0;
