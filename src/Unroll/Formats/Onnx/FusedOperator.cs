using Unroll.Layers;
using Unroll.Tensors;

namespace Unroll.Formats.Onnx;

/// <summary>The fused layers, for nodes whose attributes they have.</summary>
static class FusedOperator
{
    // Where each of our gates stands among the operator's: i, o, f, c for i, f, g, o and z, r, h for r, z, n.
    static readonly int[] OneGate = [0], LstmOrder = [0, 2, 3, 1], GruOrder = [1, 0, 2];

    /// <summary>A layer with the weights of one direction; null where no kernel does what the node asks for.</summary>
    internal static RecurrentLayer? Create(OperatorSettings settings, OperatorInputs inputs, int direction)
    {
        if (settings.Clip is not null || settings.CouplesGates || inputs.HasPeepholes)
        {
            return null;
        }

        RandomSource unused = new(1);
        (int size, int hidden) = (inputs.InputSize, inputs.HiddenSize);
        return (settings.Gates, string.Join(' ', settings.NamesOf(direction).ToArray())) switch
        {
            (1, "Tanh") => Filled(new Rnn(size, hidden, unused), OneGate, inputs, direction),
            (1, "Relu") => Filled(new Rnn(size, hidden, unused, RnnActivation.Relu), OneGate, inputs, direction),
            (4, "Sigmoid Tanh Tanh") => Filled(new Lstm(size, hidden, unused), LstmOrder, inputs, direction),
            (3, "Sigmoid Tanh") when settings.ResetsAfterProduct => Filled(new Gru(size, hidden, unused), GruOrder, inputs, direction),
            _ => null,
        };
    }

    static RecurrentLayer Filled(RecurrentLayer layer, int[] order, OperatorInputs inputs, int direction)
    {
        Dictionary<string, Parameter> parameters = layer.NamedParameters.ToDictionary(named => named.Name, named => named.Parameter);
        (float[] ofInput, float[] ofHidden) = inputs.Biases(direction);
        Fill(parameters["weight_ih_l0"], inputs.InputWeight(direction), order);
        Fill(parameters["weight_hh_l0"], inputs.HiddenWeight(direction), order);
        Fill(parameters["bias_ih_l0"], ofInput, order);
        Fill(parameters["bias_hh_l0"], ofHidden, order);
        return layer;
    }

    static void Fill(Parameter parameter, ReadOnlySpan<float> theirs, int[] order)
    {
        int block = theirs.Length / order.Length;
        Span<float> ours = parameter.BeginChange();
        for (int gate = 0; gate < order.Length; gate++)
        {
            theirs.Slice(order[gate] * block, block).CopyTo(ours[(gate * block)..]);
        }
    }
}
