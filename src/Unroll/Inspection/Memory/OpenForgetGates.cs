using Unroll.Layers;
using Unroll.Tensors;

namespace Unroll.Inspection.Memory;

/// <summary>
/// First biases with which the forget gates of an LSTM stand open for about as long as a problem needs: b_f = ln u with u uniform between 1
/// and the distance. As they are usually drawn, a gate lets half of the memory go at every step, and there is no gradient to learn from.
/// </summary>
/// <remarks>Tallec and Ollivier (2018), "chrono initialisation", of the forget gate alone; the need for open gates: Gers et al. (2000).</remarks>
static class OpenForgetGates
{
    /// <summary>Sets the forget biases of the lowest layer; does nothing to a cell without such a gate.</summary>
    internal static void Set(RecurrentLayer layer, CellKind cell, int distance, RandomSource random)
    {
        if (PlaceOf(cell) is not (var gates, var forget))
        {
            return;
        }

        Parameter bias = layer.NamedParameters.First(pair => pair.Parameter.Name.StartsWith("bias", StringComparison.Ordinal)).Parameter;
        float[] values = bias.Values.ToArray();
        int size = values.Length / gates;
        foreach (ref float value in values.AsSpan(forget * size, size))
        {
            value = MathF.Log(random.NextUniform(1, distance));
        }

        bias.Assign(values);
    }

    // Gates in the cell's biases, and which of them forgets.
    static (int Gates, int Forget)? PlaceOf(CellKind cell) => cell switch
    {
        CellKind.Lstm or CellKind.LstmPeephole or CellKind.LstmProjected or CellKind.LstmLayerNorm or CellKind.LstmZoneout
            or CellKind.LstmRecurrentDropout or CellKind.LstmVariational or CellKind.LstmDepthGated or CellKind.Slstm => (4, 1),
        CellKind.LstmNoOutputGate => (3, 1),
        CellKind.LstmNoInputGate => (3, 0),
        _ => null,
    };
}
