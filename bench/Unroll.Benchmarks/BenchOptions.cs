using System.Globalization;

namespace Unroll.Benchmarks;

/// <summary>What a run measures.</summary>
/// <param name="Names">Workloads; empty for all.</param>
/// <param name="Threads">Numbers of threads.</param>
/// <param name="Passes">Training, inference or both.</param>
/// <param name="Pairs">Alternated pairs of turns.</param>
/// <param name="Turn">Time of a turn; one step at least.</param>
/// <param name="Json">Where results go as JSON; null for nowhere.</param>
sealed record BenchOptions(
    IReadOnlyList<string> Names, IReadOnlyList<int> Threads, IReadOnlyList<Pass> Passes, int Pairs, TimeSpan Turn, string? Json)
{
    public IEnumerable<Workload> Workloads => Workload.All.Where(workload => Names.Count == 0 || Names.Contains(workload.Name));

    public static BenchOptions Parse(ReadOnlySpan<string> arguments)
    {
        BenchOptions options = new([], [1, 2], [Pass.Train, Pass.Infer], Pairs: 7, TimeSpan.FromSeconds(0.15), Json: null);
        for (int i = 0; i < arguments.Length; i++)
        {
            string name = arguments[i];
            if (Workload.All.Any(workload => workload.Name == name))
            {
                options = options with { Names = [.. options.Names, name] };
                continue;
            }
            if (++i == arguments.Length)
                throw new ArgumentException($"{name}: neither a workload ({string.Join(", ", Workload.All.Select(workload => workload.Name))}) nor an option with a value.");
            string value = arguments[i];
            options = name switch
            {
                "--threads" => options with { Threads = [.. value.Split(',').Select(count => int.Parse(count, CultureInfo.InvariantCulture))] },
                "--pass" => options with { Passes = [.. value.Split(',').Select(pass => Enum.Parse<Pass>(pass, ignoreCase: true))] },
                "--pairs" => options with { Pairs = int.Parse(value, CultureInfo.InvariantCulture) },
                "--seconds" => options with { Turn = TimeSpan.FromSeconds(double.Parse(value, CultureInfo.InvariantCulture)) },
                "--json" => options with { Json = value },
                _ => throw new ArgumentException($"{name}: unknown; see the usage."),
            };
        }
        return options;
    }
}
