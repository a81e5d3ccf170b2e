using System.Diagnostics;
using Unroll.Kernels;
using Unroll.Layers;
using Unroll.Operations;
using Unroll.Tensors;
using Unroll.Training;

namespace Unroll.Inspection;

/// <summary>What a step does that was timed.</summary>
public enum BenchmarkPass
{
    /// <summary>Forward, backward and Adam.</summary>
    Train,

    /// <summary>Forward alone.</summary>
    Infer,
}

/// <summary>How fast one layer ran.</summary>
/// <param name="Name">Cell and hidden size: <c>lstm-256</c>.</param>
/// <param name="Pass">What was done.</param>
/// <param name="Threads">Threads at work.</param>
/// <param name="Milliseconds">Of one step: the median.</param>
/// <param name="TokensPerSecond">Tokens of the batch in that time.</param>
/// <param name="ShareOfPeak">Useful multiply-adds, as a share of what the processor can do with as many threads; 0 to 1.</param>
public sealed record WorkloadSpeed(string Name, BenchmarkPass Pass, int Threads, double Milliseconds, double TokensPerSecond, double ShareOfPeak);

/// <summary>How fast a machine is, and how much of it recurrent layers reach.</summary>
/// <param name="Kernels">The family of instructions that was used: Avx512, Avx2 or Portable.</param>
/// <param name="Threads">Threads that the two limits below were measured with.</param>
/// <param name="PeakGflops">Float32 operations a second when doing nothing but multiply-adds, times 10⁻⁹.</param>
/// <param name="ReadGigabytes">Bytes a second read from memory, times 10⁻⁹.</param>
/// <param name="Workloads">A line for each layer, pass and number of threads.</param>
public sealed record MachineSpeed(string Kernels, int Threads, double PeakGflops, double ReadGigabytes, IReadOnlyList<WorkloadSpeed> Workloads);

/// <summary>Measures the machine it runs on: limits first, then recurrent layers of each cell at several sizes.</summary>
/// <param name="threads">Threads to measure with, beside one alone; null for every core this process may use.</param>
/// <param name="turn">How long each line is measured; half a second where null, which makes half a minute in all.</param>
public sealed class MachineBenchmark(int? threads = null, TimeSpan? turn = null)
{
    const int Batch = 32, Steps = 32;
    static readonly CellKind[] Cells = [CellKind.Lstm, CellKind.Gru, CellKind.Rnn];
    static readonly int[] Sizes = [32, 128, 512];

    readonly int threads = threads is null or >= 1
        ? threads ?? Environment.ProcessorCount
        : throw new ArgumentOutOfRangeException(nameof(threads), threads, "Threads are 1 or more.");

    readonly TimeSpan turn = turn ?? TimeSpan.FromSeconds(0.5);

    /// <summary>Runs all of it.</summary>
    /// <param name="progress">Told each line as it is known.</param>
    /// <param name="cancellationToken">Looked at between lines.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public MachineSpeed Run(IProgress<WorkloadSpeed>? progress = null, CancellationToken cancellationToken = default)
    {
        int[] teams = threads == 1 ? [1] : [1, threads];
        Dictionary<int, double> peaks = teams.ToDictionary(team => team, team => MachineLimits.PeakGflops(ThreadTeam.OfSize(team), turn));
        double reading = MachineLimits.ReadGigabytes(ThreadTeam.OfSize(threads), turn);
        List<WorkloadSpeed> lines = [];
        foreach (CellKind cell in Cells)
        {
            // Code gets its final form only after it has run for a while.
            foreach (BenchmarkPass pass in Enum.GetValues<BenchmarkPass>())
            {
                Measure(cell, Sizes[0], pass, threads, peaks[threads]);
            }

            foreach (int size in Sizes)
            {
                foreach (int team in teams)
                {
                    foreach (BenchmarkPass pass in Enum.GetValues<BenchmarkPass>())
                    {
                        cancellationToken.ThrowIfCancellationRequested();
                        lines.Add(Measure(cell, size, pass, team, peaks[team]));
                        progress?.Report(lines[^1]);
                    }
                }
            }
        }

        return new(InstructionSet.Best.ToString(), threads, peaks[threads], reading, lines);
    }

    WorkloadSpeed Measure(CellKind cell, int size, BenchmarkPass pass, int team, double peak)
    {
        RandomSource random = new(seed: 1);
        RecurrentLayer layer = cell.CreateLayer(size, size, random);
        Adam optimizer = new(layer.Parameters);
        Arena arena = new(team);
        SequenceLayout layout = new([.. Enumerable.Repeat(Steps, Batch)]);
        float[] values = new float[layout.TokenCount * size];
        foreach (ref float value in values.AsSpan())
        {
            value = random.NextUniform(-1, 1);
        }

        Sequences x = new(Tensor.From(values, [layout.TokenCount, size]), layout);
        double seconds = MedianTime(pass == BenchmarkPass.Train ? Train : Infer);
        double weights = layer.Parameters.Where(parameter => parameter.Shape.Rank == 2).Sum(parameter => parameter.Shape.Count);

        // Input size is hidden size, so both weights are equally large. Back come the gradients of both, and that of the hidden
        // state, which is half a product more; nobody asks for the input's.
        double multiplyAdds = layout.TokenCount * weights * (pass == BenchmarkPass.Train ? 2.5 : 1);
        return new(
            $"{cell.ToString().ToLowerInvariant()}-{size}", pass, team, seconds * 1e3, layout.TokenCount / seconds, 2 * multiplyAdds / seconds * 1e-9 / peak);

        void Train()
        {
            layer.ClearGradients();
            using StepMemory step = arena.BeginStep();
            layer.Forward(x).Outputs.Data.Sum().Backward();
            optimizer.Step();
        }

        void Infer()
        {
            using StepMemory step = arena.BeginEvaluation();
            layer.Forward(x);
        }
    }

    // The first third warms up: code is compiled in tiers and memory is asked for once.
    double MedianTime(Action step)
    {
        long start = Stopwatch.GetTimestamp();
        List<double> times = [];
        do
        {
            long before = Stopwatch.GetTimestamp();
            step();
            if (Stopwatch.GetElapsedTime(start) > turn / 3)
            {
                times.Add(Stopwatch.GetElapsedTime(before).TotalSeconds);
            }
        }
        while (Stopwatch.GetElapsedTime(start) < turn || times.Count == 0);
        times.Sort();
        return times[times.Count / 2];
    }
}
