using Unroll.Layers;
using Unroll.Tensors;

namespace Unroll.Inspection.Microscope;

/// <summary>Which units move most over some texts, and at which tokens.</summary>
/// <remarks>
/// A token is judged by the sum of its changes over its count plus one: what was seen once counts half of what is seen always, so that
/// chance does not lead the list.
/// </remarks>
static class UnitReadings
{
    const int MovesShown = 5;

    internal static IReadOnlyList<UnitReading> Of(IReadOnlyList<TextReading> texts, int units, Arena arena, CancellationToken cancellationToken)
    {
        if (units == 0)
        {
            return [];
        }

        Dictionary<UnitPlace, double> movement = [];
        Dictionary<(UnitPlace Place, string Token), (double Sum, int Count)> changes = [];
        int tokens = 0;
        Walk(texts, arena, (place, _, change) => movement[place] = movement.GetValueOrDefault(place) + Math.Abs(change), cancellationToken);
        UnitPlace[] strongest = [.. movement.OrderByDescending(unit => unit.Value).ThenBy(unit => unit.Key).Take(units).Select(unit => unit.Key)];
        HashSet<UnitPlace> chosen = [.. strongest];
        Walk(texts, arena, (place, token, change) =>
        {
            if (chosen.Contains(place))
            {
                (double sum, int count) = changes.GetValueOrDefault((place, token));
                changes[(place, token)] = (sum + change, count + 1);
            }
        }, cancellationToken);
        tokens = texts.Sum(text => text.Tokens.Count);
        return [.. strongest.Select(place => Read(place, movement[place] / tokens, changes))];
    }

    static UnitReading Read(UnitPlace place, double movement, Dictionary<(UnitPlace Place, string Token), (double Sum, int Count)> changes)
    {
        var ofUnit = changes.Where(change => change.Key.Place == place)
            .Select(change => (Move: new UnitMove(change.Key.Token, (float)(change.Value.Sum / change.Value.Count), change.Value.Count), Weight: change.Value.Sum / (change.Value.Count + 1)))
            .ToList();
        return new(place.Level + 1, place.Direction == 1, place.Unit + 1, (float)movement,
            [.. ofUnit.Where(change => change.Weight > 0).OrderByDescending(change => change.Weight).ThenBy(change => change.Move.Token, StringComparer.Ordinal).Take(MovesShown).Select(change => change.Move)],
            [.. ofUnit.Where(change => change.Weight < 0).OrderBy(change => change.Weight).ThenBy(change => change.Move.Token, StringComparer.Ordinal).Take(MovesShown).Select(change => change.Move)]);
    }

    /// <summary>Reads every text and tells each unit's change at each token, in the direction of reading.</summary>
    static void Walk(IReadOnlyList<TextReading> texts, Arena arena, Action<UnitPlace, string, double> tell, CancellationToken cancellationToken)
    {
        foreach (TextReading text in texts)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using StepMemory step = arena.BeginEvaluation();
            using SignalRecorder recorder = SignalRecorder.Begin();
            text.Recurrent.Forward(text.Vectors([text.All]));
            foreach (RecordedSignal hidden in recorder.Signals.Where(signal => signal.Layer == text.Recurrent && signal.Name == RecurrentLayer.HiddenState))
            {
                Walk(text, hidden, tell);
            }
        }
    }

    static void Walk(TextReading text, RecordedSignal hidden, Action<UnitPlace, string, double> tell)
    {
        float[] before = new float[hidden.Width];
        for (int i = 0; i < text.Tokens.Count; i++)
        {
            int token = hidden.Direction == 0 ? i : text.Tokens.Count - 1 - i;
            ReadOnlySpan<float> now = hidden.Values.AsSpan(hidden.Layout.Row(sequence: 0, token) * hidden.Width, hidden.Width);
            for (int unit = 0; unit < now.Length; unit++)
            {
                tell(new(hidden.Level, hidden.Direction, unit), text.Tokens[token], (double)now[unit] - before[unit]);
            }

            now.CopyTo(before);
        }
    }

    readonly record struct UnitPlace(int Level, int Direction, int Unit) : IComparable<UnitPlace>
    {
        public int CompareTo(UnitPlace other) => (Level, Direction, Unit).CompareTo((other.Level, other.Direction, other.Unit));
    }
}
