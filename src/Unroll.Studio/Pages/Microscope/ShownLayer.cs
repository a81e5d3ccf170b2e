using Unroll.Inspection.Microscope;

namespace Unroll.Studio.Pages.Microscope;

/// <summary>A layer and direction, and the units in it whose hidden state moves most.</summary>
/// <param name="Layer">1 for the layer that reads the tokens' vectors.</param>
/// <param name="IsReverse">Whether it reads from the end.</param>
/// <param name="Units">The units' numbers, from 1, the liveliest first.</param>
/// <param name="Signals">Gates and states; values only of those units, in their order.</param>
sealed record ShownLayer(int Layer, bool IsReverse, IReadOnlyList<int> Units, IReadOnlyList<LayerSignal> Signals)
{
    const int MostUnits = 8;

    internal static ShownLayer Of(InspectedLayer layer)
    {
        int[] units = Liveliest(layer.Signals.Single(signal => signal.Name == "hidden state").Values);
        return new(layer.Layer, layer.IsReverse, [.. units.Select(unit => unit + 1)],
            [.. layer.Signals.Where(signal => signal.Values.Count == 0 || signal.Values[0].Count > units.Max()).Select(signal => Narrowed(signal, units))]);
    }

    static LayerSignal Narrowed(LayerSignal signal, int[] units) =>
        signal with { Values = [.. signal.Values.Select(row => (float[])[.. units.Select(unit => row[unit])])] };

    // By the way a unit goes in all, from a state of zero on.
    static int[] Liveliest(IReadOnlyList<IReadOnlyList<float>> states)
    {
        float[] way = new float[states[0].Count];
        for (int token = 0; token < states.Count; token++)
        {
            for (int unit = 0; unit < way.Length; unit++)
            {
                way[unit] += Math.Abs(states[token][unit] - (token == 0 ? 0 : states[token - 1][unit]));
            }
        }

        return [.. Enumerable.Range(0, way.Length).OrderByDescending(unit => way[unit]).Take(MostUnits)];
    }
}
