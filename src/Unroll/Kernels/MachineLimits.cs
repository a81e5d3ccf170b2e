using System.Diagnostics;

namespace Unroll.Kernels;

/// <summary>What the processor can do at most, measured: multiply-adds and reading from memory.</summary>
static unsafe class MachineLimits
{
    const int Chains = 12;
    const int FloatsOfStream = 32 << 20;

    /// <summary>Floating-point operations a second of a team that does nothing but fused multiply-adds on registers, times 10⁻⁹.</summary>
    /// <param name="team">The threads to load.</param>
    /// <param name="duration">How long to look for the fastest moment.</param>
    public static double PeakGflops(ThreadTeam team, TimeSpan duration)
    {
        const int Rounds = 400_000;
        float* results = stackalloc float[team.Size * 16];
        PeakArguments arguments = new() { Rounds = Rounds, Results = results };
        double best = Fastest<MultiplyAdds, PeakArguments>(&arguments, team, duration);
        int lanes = InstructionSet.Path switch { KernelPath.Avx512 => 16, KernelPath.Avx2 => 8, _ => System.Runtime.Intrinsics.Vector128.IsHardwareAccelerated ? 4 : 1 };
        return 2.0 * lanes * Chains * Rounds * team.Size / best * 1e-9;
    }

    /// <summary>Bytes a second that a team reads from memory far larger than the caches, times 10⁻⁹.</summary>
    /// <param name="team">The threads to load.</param>
    /// <param name="duration">How long to look for the fastest moment.</param>
    public static double ReadGigabytes(ThreadTeam team, TimeSpan duration)
    {
        float[] stream = GC.AllocateArray<float>(FloatsOfStream, pinned: true);
        // Pages that nobody has written to are all the same page of zeros, which the caches hold.
        stream.AsSpan().Fill(1);
        float* results = stackalloc float[team.Size * 16];
        fixed (float* source = stream)
        {
            StreamArguments arguments = new() { Source = source, Length = FloatsOfStream / team.Size, Results = results };
            double best = Fastest<Reading, StreamArguments>(&arguments, team, duration);
            return (double)FloatsOfStream * sizeof(float) / best * 1e-9;
        }
    }

    /// <summary>Seconds of the fastest call, with one piece for each thread.</summary>
    static double Fastest<TKernel, TArguments>(TArguments* arguments, ThreadTeam team, TimeSpan duration)
        where TKernel : struct, IKernel<TArguments>
        where TArguments : unmanaged
    {
        double best = double.PositiveInfinity;
        Stopwatch whole = Stopwatch.StartNew();
        while (whole.Elapsed < duration || double.IsInfinity(best))
        {
            long start = Stopwatch.GetTimestamp();
            Dispatch.Run<TKernel, TArguments>(arguments, team.Size, team);
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }
        return best;
    }

    struct PeakArguments
    {
        public int Rounds;
        public float* Results;
    }

    readonly struct MultiplyAdds : IKernel<PeakArguments>
    {
        [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.AggressiveOptimization)]
        public static void Run<L, V>(PeakArguments* arguments, int piece) where L : struct, ILanes<V> where V : unmanaged
        {
            // Twelve chains keep two units with a latency of four cycles busy. All stay at 1: a = 1·½ + ½.
            V half = L.Broadcast(0.5f), one = L.Broadcast(1);
            V a = one, b = one, c = one, d = one, e = one, f = one, g = one, h = one, i = one, j = one, k = one, l = one;
            for (int round = arguments->Rounds; round > 0; round--)
            {
                a = L.MultiplyAdd(a, half, half);
                b = L.MultiplyAdd(b, half, half);
                c = L.MultiplyAdd(c, half, half);
                d = L.MultiplyAdd(d, half, half);
                e = L.MultiplyAdd(e, half, half);
                f = L.MultiplyAdd(f, half, half);
                g = L.MultiplyAdd(g, half, half);
                h = L.MultiplyAdd(h, half, half);
                i = L.MultiplyAdd(i, half, half);
                j = L.MultiplyAdd(j, half, half);
                k = L.MultiplyAdd(k, half, half);
                l = L.MultiplyAdd(l, half, half);
            }
            V sum = L.Add(L.Add(L.Add(a, b), L.Add(c, d)), L.Add(L.Add(e, f), L.Add(g, h)));
            L.Store(arguments->Results + piece * 16, L.Add(sum, L.Add(L.Add(i, j), L.Add(k, l))));
        }
    }

    struct StreamArguments
    {
        public float* Source;
        public int Length;
        public float* Results;
    }

    readonly struct Reading : IKernel<StreamArguments>
    {
        [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.AggressiveOptimization)]
        public static void Run<L, V>(StreamArguments* arguments, int piece) where L : struct, ILanes<V> where V : unmanaged
        {
            float* at = arguments->Source + (nint)piece * arguments->Length, end = at + arguments->Length;
            V a = L.Broadcast(0), b = a, c = a, d = a;
            for (; at + 4 * L.Count <= end; at += 4 * L.Count)
            {
                a = L.Add(a, L.Load(at));
                b = L.Add(b, L.Load(at + L.Count));
                c = L.Add(c, L.Load(at + 2 * L.Count));
                d = L.Add(d, L.Load(at + 3 * L.Count));
            }
            L.Store(arguments->Results + piece * 16, L.Add(L.Add(a, b), L.Add(c, d)));
        }
    }
}
