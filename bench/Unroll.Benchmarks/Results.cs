using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using Unroll.Kernels;

namespace Unroll.Benchmarks;

/// <summary>The lines of a run: printed as they come, saved as JSON at the end.</summary>
sealed class Results
{
    static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Converters = { new JsonStringEnumConverter() },
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    readonly List<Measurement> measurements = [];

    public void Add(Measurement measured, int disturbedTurns)
    {
        if (measurements.Count == 0)
        {
            Console.WriteLine($"{Machine.Processor}, {InstructionSet.Best}, {Machine.Runtime}");
            Console.WriteLine("| workload | pass | threads | Unroll ms | tokens/s | GFLOP/s | of peak | peer ms | ratio [lowest..highest] |");
            Console.WriteLine("|---|---|---|---|---|---|---|---|---|");
        }
        measurements.Add(measured);
        string ratio = measured.Ratio is null ? "" : Invariant($"**{measured.Ratio:F2}** [{measured.LowestRatio:F2}..{measured.HighestRatio:F2}]");
        string disturbed = disturbedTurns == 0 ? "" : $" ({disturbedTurns} turns disturbed)";
        Console.WriteLine(Invariant(
            $"| {measured.Workload} | {measured.Pass} | {measured.Threads} | {measured.Milliseconds:G4} | {measured.TokensPerSecond:N0} | {measured.Gflops:F1} | {measured.ShareOfPeak:P0} | {measured.PeerMilliseconds:G4} | {ratio}{disturbed} |"));
    }

    public void Save(string path) => File.WriteAllText(path, JsonSerializer.Serialize(new
    {
        Machine.Processor,
        Machine.Runtime,
        Kernels = InstructionSet.Best,
        Versions = Machine.Versions(),
        MallocTuned = Environment.GetEnvironmentVariable("MALLOC_MMAP_THRESHOLD_") is not null,
        Measurements = measurements,
    }, Format) + "\n");

    static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

/// <summary>What a result must say about where it comes from.</summary>
static class Machine
{
    public static string Processor { get; } = Describe();

    public static string Runtime { get; } = System.Runtime.InteropServices.RuntimeInformation.FrameworkDescription;

    /// <summary>The packages that were compared.</summary>
    public static Dictionary<string, string> Versions() => new()
    {
        ["Unroll"] = VersionOf(typeof(Unroll.Tensors.Tensor)),
        ["TorchSharp"] = VersionOf(typeof(TorchSharp.torch)),
        ["libtorch"] = "2.10.0",
        ["ONNX Runtime"] = VersionOf(typeof(Microsoft.ML.OnnxRuntime.InferenceSession)),
    };

    static string VersionOf(Type type) =>
        type.Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? type.Assembly.GetName().Version!.ToString();

    static string Describe()
    {
        if (!OperatingSystem.IsLinux())
            return $"{Environment.ProcessorCount} processors";
        string[] lines = File.ReadAllLines("/proc/cpuinfo");
        return $"{Value("model name")} (family {Value("cpu family")}, model {Value("model")}), {Environment.ProcessorCount} processors";

        string Value(string key) => lines.First(line => line.Split(':')[0].Trim() == key).Split(':')[1].Trim();
    }
}
