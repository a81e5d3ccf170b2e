using System.Globalization;
using Unroll.Training.Probes;

namespace Unroll.Inspection.TrainingRuns;

/// <summary>What a recurrent layer's gradients and gates say.</summary>
static class LevelFindings
{
    // Sequences this many times as long as a memory's half-life leave a thousandth of it.
    const int HalfLivesToNothing = 10;

    internal static IEnumerable<RunFinding> Of(LevelSummary level, string lighter, RunThresholds thresholds) =>
        new[] { Vanishing(level, lighter, thresholds), Exploding(level, thresholds), Saturated(level, thresholds), Short(level, lighter, thresholds) }.OfType<RunFinding>();

    static RunFinding? Vanishing(LevelSummary level, string lighter, RunThresholds thresholds)
    {
        if (level.FallsBelow(thresholds.Vanished) is { } vanished)
        {
            string hardly = level.Kind == GateKind.None ? "the simple RNN hardly learns from what lies further back" : "hardly anything is learned from what lies further back";
            return new(RunFindingKind.VanishingGradient, RunFindingWeight.Problem, Invariant(
                $"Gradients fall under {Share(thresholds.Vanished)} of their start after {vanished} tokens in {level.Name}; {hardly}."), Mend(level, lighter));
        }

        return level.FallsBelow(thresholds.Faint) is not { } faint ? null : new(RunFindingKind.VanishingGradient, RunFindingWeight.Hint, Invariant(
            $"Gradients fall under {Share(thresholds.Faint)} of their start after {faint} tokens in {level.Name}; what lies further back is learned slowly, if at all."), Mend(level, lighter));
    }

    static string Mend(LevelSummary level, string lighter) => level.Kind switch
    {
        GateKind.None => "try --cell lstm or --cell gru, whose gates carry gradients further",
        GateKind.Lstm => $"if answers depend on words so far back, try --cell gru, or more epochs so that the forget gates can open{lighter}",
        _ => $"if answers depend on words so far back, try more epochs so that the gates can open{lighter}",
    };

    static RunFinding? Exploding(LevelSummary level, RunThresholds thresholds)
    {
        if (level.Reach.MaxBy(reach => reach.Ratio) is not var (distance, ratio) || !(ratio > thresholds.Exploded))
        {
            return null;
        }

        return new(RunFindingKind.ExplodingGradient, RunFindingWeight.Problem, Invariant(
            $"Gradients grow to {ratio:0.##e+0} times their start on the way back over {distance} tokens in {level.Name}; single steps may throw the network far off."),
            level.Kind == GateKind.None ? "lower --learning-rate, or try --cell lstm or --cell gru" : "lower --learning-rate");
    }

    static RunFinding? Saturated(LevelSummary level, RunThresholds thresholds)
    {
        // A gate that stands open to keep what was read is what gates are for.
        GateInspection? stuck = level.Gates.FirstOrDefault(gate => gate.Closed + (gate.Name is "forget gate" or "update gate" ? 0 : gate.Open) > thresholds.Saturated);
        if (stuck is null)
        {
            return null;
        }

        return new(RunFindingKind.SaturatedGates, RunFindingWeight.Problem, Invariant(
            $"The {stuck.Name} of {level.Name} stands at its ends in {100 * (stuck.Closed + stuck.Open):0} % of all values ({100 * stuck.Closed:0} % closed, {100 * stuck.Open:0} % open); there a gradient hardly passes."),
            "lower --learning-rate, or try --cell lstm-layer-norm, which keeps sums small");
    }

    static RunFinding? Short(LevelSummary level, string lighter, RunThresholds thresholds)
    {
        if (level.Memory is not { } memory || memory.Longest >= thresholds.ShortMemory || level.Longest < HalfLivesToNothing * memory.Longest)
        {
            return null;
        }

        return new(RunFindingKind.ShortMemory, RunFindingWeight.Hint, Invariant(
            $"Nine units in ten of {level.Name} lose half of what they hold within {memory.Longest:0.0} tokens, but sequences have up to {level.Longest + 1}."),
            $"fine where nearby words decide; if far ones do, train longer so that the gates can open{lighter}");
    }

    static string Share(double share) => share.ToString("0e0", CultureInfo.InvariantCulture);

    static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
