using Unroll.Layers;
using Unroll.Tensors;

namespace Unroll.Inspection.Microscope;

/// <summary>Which units move most over some texts, and at which tokens.</summary>
/// <remarks>
/// A token is judged by the sum of its changes over its count plus one: what was seen once counts half of what is seen always, so that
/// chance does not lead the list.
/// </remarks>
/// <param name="texts">The texts.</param>
/// <param name="arena">Where they are read.</param>
/// <param name="cancellationToken">Stops between texts.</param>
sealed class UnitReadings(IReadOnlyList<TextReading> texts, Arena arena, CancellationToken cancellationToken)
{
    const int MovesShown = 5;

    /// <summary>The strongest units, the strongest first.</summary>
    internal IReadOnlyList<UnitReading> Strongest(int count)
    {
        if (count == 0)
        {
            return [];
        }

        Dictionary<UnitPlace, double> movement = [];
        Walk((place, _, change) => movement[place] = movement.GetValueOrDefault(place) + Math.Abs(change));
        UnitPlace[] strongest = [.. movement.OrderByDescending(unit => unit.Value).ThenBy(unit => unit.Key).Take(count).Select(unit => unit.Key)];
        // The changes of all units at all tokens would be many; those of the few are cheap to compute again.
        Dictionary<UnitPlace, Dictionary<string, TokenChanges>> changes = strongest.ToDictionary(place => place, _ => new Dictionary<string, TokenChanges>(StringComparer.Ordinal));
        Walk((place, token, change) =>
        {
            if (changes.TryGetValue(place, out Dictionary<string, TokenChanges>? ofUnit))
            {
                TokenChanges before = ofUnit.GetValueOrDefault(token);
                ofUnit[token] = new(before.Sum + change, before.Count + 1);
            }
        });
        int tokens = texts.Sum(text => text.Tokens.Count);
        return [.. strongest.Select(place => new UnitReading(place.Level + 1, place.Direction == 1, place.Unit + 1, (float)(movement[place] / tokens),
            Moves(changes[place], sign: 1), Moves(changes[place], sign: -1)))];
    }

    static UnitMove[] Moves(Dictionary<string, TokenChanges> changes, int sign) =>
        [.. changes.Where(change => sign * change.Value.Sum > 0)
            .OrderByDescending(change => sign * change.Value.Sum / (change.Value.Count + 1)).ThenBy(change => change.Key, StringComparer.Ordinal)
            .Take(MovesShown).Select(change => new UnitMove(change.Key, (float)(change.Value.Sum / change.Value.Count), change.Value.Count))];

    /// <summary>Reads every text and tells each unit's change at each token, in the direction of reading.</summary>
    void Walk(Action<UnitPlace, string, double> tell)
    {
        foreach (TextReading text in texts)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using StepMemory step = arena.BeginEvaluation();
            using SignalRecorder recorder = SignalRecorder.Begin();
            text.Recurrent.Forward(text.Vectors([text.All]));
            foreach (RecordedSignal hidden in recorder.Signals.Where(signal => signal.Layer == text.Recurrent && signal.Name == RecurrentLayer.HiddenState))
            {
                Walk(text.Tokens, hidden, tell);
            }
        }
    }

    static void Walk(IReadOnlyList<string> tokens, RecordedSignal hidden, Action<UnitPlace, string, double> tell)
    {
        float[] before = new float[hidden.Width];
        for (int i = 0; i < tokens.Count; i++)
        {
            int token = hidden.Direction == 0 ? i : tokens.Count - 1 - i;
            ReadOnlySpan<float> now = hidden.Values.AsSpan(hidden.Layout.Row(sequence: 0, token) * hidden.Width, hidden.Width);
            for (int unit = 0; unit < now.Length; unit++)
            {
                tell(new(hidden.Level, hidden.Direction, unit), tokens[token], (double)now[unit] - before[unit]);
            }

            now.CopyTo(before);
        }
    }

    readonly record struct TokenChanges(double Sum, int Count);

    readonly record struct UnitPlace(int Level, int Direction, int Unit) : IComparable<UnitPlace>
    {
        public int CompareTo(UnitPlace other) => (Level, Direction, Unit).CompareTo((other.Level, other.Direction, other.Unit));
    }
}
