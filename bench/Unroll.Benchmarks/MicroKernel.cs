using System.Diagnostics;
using Unroll.Kernels;

namespace Unroll.Benchmarks;

/// <summary>The tile product alone, on operands that lie in the caches as they do in a recurrent layer.</summary>
static unsafe class MicroKernel
{
    /// <summary>Floating-point operations a second times 10⁻⁹, at best of several looks.</summary>
    public static double Gflops(int rows, int steps, int padding = 16)
    {
        using Workspace workspace = Workspace.Open();
        float* a = workspace.TakeZeros(12 * (steps + padding)), b = workspace.TakeZeros(steps * Panels.Width), c = workspace.TakeZeros(12 * 128);
        Part part = Part.Rows(a, steps + padding, b, steps);
        Arguments arguments = new() { Part = &part, Rows = rows, C = c, Calls = 40_000_000 / (rows * steps * Panels.Width) + 1 };
        double best = double.PositiveInfinity;
        for (int look = 0; look < 20; look++)
        {
            long start = Stopwatch.GetTimestamp();
            Dispatch.Run<Kernel, Arguments>(&arguments);
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }
        return 2.0 * rows * steps * Panels.Width * arguments.Calls / best * 1e-9;
    }

    struct Arguments
    {
        public Part* Part;
        public float* C;
        public int Rows, Calls;
    }

    readonly struct Kernel : IKernel<Arguments>
    {
        public static void Run<L, V>(Arguments* arguments, int piece) where L : struct, ILanes<V> where V : unmanaged
        {
            for (int call = 0; call < arguments->Calls; call++)
                Tile.Multiply<L, V>(arguments->Part, 1, 0, arguments->Rows, 0, Panels.Width, arguments->C, 128, add: false, FetchShare.First(1));
        }
    }
}
