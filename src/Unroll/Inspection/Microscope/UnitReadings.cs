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

        Dictionary<UnitPlace, UnitChanges> all = [];
        Walk((place, _, change) => ChangesAt(all, place).Add(Math.Abs(change)));
        UnitPlace[] strongest = [.. all.Keys.OrderByDescending(place => all[place].Sum).ThenBy(place => place.Level).ThenBy(place => place.Direction).ThenBy(place => place.Unit).Take(count)];
        // The changes of all units at all tokens would be many; those of the few are cheap to compute again.
        Dictionary<UnitPlace, Dictionary<string, UnitChanges>> atTokens = strongest.ToDictionary(place => place, _ => new Dictionary<string, UnitChanges>(StringComparer.Ordinal));
        Walk((place, token, change) =>
        {
            if (atTokens.TryGetValue(place, out Dictionary<string, UnitChanges>? ofUnit))
            {
                ChangesAt(ofUnit, token).Add(change);
            }
        });
        return [.. strongest.Select(place => new UnitReading(place.Level + 1, place.Direction == 1, place.Unit + 1, (float)all[place].Mean,
            Moves(atTokens[place], sign: 1), Moves(atTokens[place], sign: -1)))];
    }

    static UnitChanges ChangesAt<TKey>(Dictionary<TKey, UnitChanges> changes, TKey key) where TKey : class
    {
        if (!changes.TryGetValue(key, out UnitChanges? found))
        {
            changes.Add(key, found = new());
        }

        return found;
    }

    static UnitMove[] Moves(Dictionary<string, UnitChanges> changes, int sign) =>
        [.. changes.Keys.Where(token => sign * changes[token].Sum > 0)
            .OrderByDescending(token => sign * changes[token].Sum / (changes[token].Count + 1)).ThenBy(token => token, StringComparer.Ordinal)
            .Take(MovesShown).Select(token => new UnitMove(token, (float)changes[token].Mean, changes[token].Count))];

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
        UnitPlace[] places = [.. Enumerable.Range(0, hidden.Width).Select(unit => new UnitPlace(hidden.Level, hidden.Direction, unit))];
        float[] before = new float[hidden.Width];
        for (int i = 0; i < tokens.Count; i++)
        {
            int token = hidden.Direction == 0 ? i : tokens.Count - 1 - i;
            ReadOnlySpan<float> now = hidden.Values.AsSpan(hidden.Layout.Row(sequence: 0, token) * hidden.Width, hidden.Width);
            for (int unit = 0; unit < now.Length; unit++)
            {
                tell(places[unit], tokens[token], (double)now[unit] - before[unit]);
            }

            now.CopyTo(before);
        }
    }

    sealed record UnitPlace(int Level, int Direction, int Unit);

    /// <summary>Changes of a unit, added up.</summary>
    sealed class UnitChanges
    {
        internal double Sum { get; private set; }

        internal int Count { get; private set; }

        internal double Mean => Sum / Count;

        internal void Add(double change) => (Sum, Count) = (Sum + change, Count + 1);
    }
}
