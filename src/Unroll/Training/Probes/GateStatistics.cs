using Unroll.Operations;
using Unroll.Tensors;

namespace Unroll.Training.Probes;

/// <summary>Sums over the gates of a layer, at all the tokens and units that were looked at.</summary>
sealed class GateStatistics
{
    /// <summary>The name under which the states of the simple network stand among the gates.</summary>
    internal const string State = "state";

    // σ(s) < 0.05 and tanh(s / 2) < −0.9 are the same s: there the slope has fallen to a fifth of its height.
    const float ClosedSigmoid = 0.05f, OpenSigmoid = 0.95f, ClosedTanh = -0.9f, OpenTanh = 0.9f;
    const double LongestHalfLife = 1e6;

    // A gate of 0 forgets all at once; its logarithm would drown every other token's.
    const float SmallestKept = 1e-6f;

    readonly Dictionary<string, Totals> totals = [];
    double[] logarithms = [];
    long tokens;

    /// <summary>The gates in the order in which they were recorded.</summary>
    internal IReadOnlyList<GateInspection> Gates => [.. totals.Select(gate => gate.Value.Inspection(gate.Key))];

    /// <summary>How long units keep what they have; null where no gate says.</summary>
    internal MemoryHalfLife? HalfLife
    {
        get
        {
            if (tokens == 0)
            {
                return null;
            }

            double[] sorted = [.. logarithms.Select(sum => Math.Min(LongestHalfLife, Math.Log(0.5) / Math.Min(sum / tokens, -1e-12))).Order()];
            return new(Quantile(0.1), Quantile(0.5), Quantile(0.9));

            double Quantile(double share) => ShortNumber.Of(sorted[(int)Math.Round(share * (sorted.Length - 1))]);
        }
    }

    /// <summary>What the gates of one direction of a layer did.</summary>
    /// <param name="signals">Whatever was recorded of that direction.</param>
    /// <param name="operations">The tape on which it ran.</param>
    internal static GateStatistics Of(IReadOnlyList<RecordedSignal> signals, IReadOnlyList<Operation> operations)
    {
        GateStatistics statistics = new();
        string? keeps = signals.Any(signal => signal.Name == "cell state") ? "forget gate" : operations.Any(operation => operation is GruSequence) ? "update gate" : null;
        foreach (RecordedSignal signal in signals.Where(signal => signal.Name.EndsWith(" gate", StringComparison.Ordinal)))
        {
            statistics.Add(signal.Name, signal.Values, ClosedSigmoid, OpenSigmoid);
            if (signal.Name == keeps)
            {
                statistics.AddLogarithms(signal.Values, signal.Width);
            }
        }

        // The simple network has no gates; where its states stand at their ends, gradients do not pass either.
        foreach (RnnTanhSequence sequence in operations.OfType<RnnTanhSequence>())
        {
            statistics.Add(State, sequence.Outputs[0].Values, ClosedTanh, OpenTanh);
        }

        return statistics;
    }

    void Add(string name, ReadOnlySpan<float> values, float closed, float open)
    {
        if (!totals.TryGetValue(name, out Totals? sum))
        {
            totals.Add(name, sum = new());
        }

        foreach (float value in values)
        {
            sum.Sum += value;
            sum.Closed += value < closed ? 1 : 0;
            sum.Open += value > open ? 1 : 0;
        }

        sum.Count += values.Length;
    }

    void AddLogarithms(ReadOnlySpan<float> values, int units)
    {
        // Levels of a grid may differ in width; their first decides.
        logarithms = logarithms.Length == 0 ? new double[units] : logarithms;
        for (int i = 0; i < values.Length && units == logarithms.Length; i++)
        {
            logarithms[i % units] += Math.Log(Math.Max(values[i], SmallestKept));
        }

        tokens += values.Length / units;
    }

    sealed class Totals
    {
        internal double Sum;
        internal long Closed, Open, Count;

        internal GateInspection Inspection(string name) =>
            new(name, ShortNumber.Of(Sum / Count), ShortNumber.Of((double)Closed / Count), ShortNumber.Of((double)Open / Count));
    }
}
