using Unroll.Training.Probes;

namespace Unroll.Inspection.TrainingRuns;

/// <summary>What several looks at one layer, in one direction, have in common: medians over the looks.</summary>
/// <param name="Stack">The stack's name in the network.</param>
/// <param name="Layer">0 for the layer that reads the stack's input.</param>
/// <param name="IsReverse">Whether it reads sequences from their ends.</param>
/// <param name="Reach">How much of a gradient is left at growing distances.</param>
/// <param name="Gates">How far the gates stand open.</param>
/// <param name="Memory">How long what it keeps stays; null where no gate says.</param>
public sealed record LevelSummary(
    string Stack, int Layer, bool IsReverse, IReadOnlyList<GradientReach> Reach, IReadOnlyList<GateInspection> Gates, MemoryHalfLife? Memory)
{
    /// <summary>The layer in words: "layer 1", counted from 1, with stack and direction where there are several.</summary>
    public string Name => $"layer {Layer + 1}{(Stack == "recurrent" ? "" : $" of {Stack}")}{(IsReverse ? " (backwards)" : "")}";

    /// <summary>The longest distance that was seen, in tokens.</summary>
    public int Longest => Reach.Count == 0 ? 0 : Reach[^1].Distance;

    /// <summary>The first distance at which less than a share of a gradient is left, in tokens; null where there is none.</summary>
    /// <param name="share">Such as 1e-6.</param>
    public int? FallsBelow(double share)
    {
        foreach ((int distance, double ratio) in Reach)
        {
            if (ratio < share)
            {
                return distance;
            }
        }

        return null;
    }

    /// <summary>What kind of cell the gates are of, as far as they say.</summary>
    internal GateKind Kind => Gates.Select(gate => gate.Name).ToArray() switch
    {
        ["state"] => GateKind.None,
        var names when names.Contains("forget gate") => GateKind.Lstm,
        var names when names.Contains("update gate") => GateKind.Gru,
        [] => GateKind.None,
        _ => GateKind.Other,
    };

    internal static LevelSummary Of(IReadOnlyList<LevelInspection> looks) => new(
        looks[0].Stack, looks[0].Layer, looks[0].IsReverse,
        [.. looks.SelectMany(look => look.Reach).GroupBy(reach => reach.Distance).OrderBy(group => group.Key)
            .Select(group => new GradientReach(group.Key, Median(group.Select(reach => reach.Ratio))))],
        [.. looks.SelectMany(look => look.Gates).GroupBy(gate => gate.Name)
            .Select(group => new GateInspection(group.Key, Median(group.Select(gate => gate.Mean)), Median(group.Select(gate => gate.Closed)), Median(group.Select(gate => gate.Open))))],
        looks.Select(look => look.Memory).OfType<MemoryHalfLife>().ToArray() is { Length: > 0 } memories
            ? new(Median(memories.Select(memory => memory.Shortest)), Median(memories.Select(memory => memory.Median)), Median(memories.Select(memory => memory.Longest)))
            : null);

    internal static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }
}

/// <summary>What a cell has to keep its state with.</summary>
enum GateKind
{
    /// <summary>Nothing: every step overwrites the state.</summary>
    None,

    /// <summary>A forget gate.</summary>
    Lstm,

    /// <summary>An update gate.</summary>
    Gru,

    /// <summary>Gates without names.</summary>
    Other,
}
