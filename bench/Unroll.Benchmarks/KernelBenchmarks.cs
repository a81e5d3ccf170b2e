using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Running;
using Unroll.Kernels;

namespace Unroll.Benchmarks;

/// <summary>Single kernels under BenchmarkDotNet, for whoever changes one.</summary>
[MemoryDiagnoser]
public class KernelBenchmarks
{
    readonly float[] x = [.. Enumerable.Range(0, 64 * 512).Select(i => i % 17 / 17f - 0.5f)], y = new float[64 * 512];
    readonly float[] a = new float[64 * 384], b = new float[1024 * 384], c = new float[64 * 1024];

    /// <summary>32,768 sigmoids.</summary>
    [Benchmark]
    public void Sigmoid() => Activations.Sigmoid(x, y);

    /// <summary>32,768 hyperbolic tangents.</summary>
    [Benchmark]
    public void Tanh() => Activations.Tanh(x, y);

    /// <summary>The sum of 32,768 numbers.</summary>
    [Benchmark]
    public double Sum() => Reductions.Sum(x);

    /// <summary>A linear layer: 64 rows, 384 inputs, 1,024 outputs, packing included.</summary>
    [Benchmark]
    public void Linear() => Gemm.MultiplyTransposedB(a, b, c, 64, 384, 1024, Write.Replace, ThreadTeam.Single);

    internal static int Run(string[] arguments)
    {
        BenchmarkSwitcher.FromTypes([typeof(KernelBenchmarks)]).Run(arguments);
        return 0;
    }
}
