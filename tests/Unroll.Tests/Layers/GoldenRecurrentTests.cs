using Unroll.Formats;
using Unroll.Layers;
using Unroll.Operations;
using Unroll.Tensors;

namespace Unroll.Tests.Layers;

/// <summary>Every fused layer against libtorch: outputs, final states and every gradient, within 1e-5 of the largest entry.</summary>
public sealed class GoldenRecurrentTests
{
    const float Tolerance = 1e-5f;

    public static TheoryData<string> Files =>
    [
        "rnn_tanh_small", "rnn_tanh_block", "rnn_tanh_plain", "rnn_relu_small", "rnn_relu_block", "rnn_relu_plain",
        "lstm_small", "lstm_block", "lstm_plain", "lstm_deep", "gru_small", "gru_block", "gru_plain",
    ];

    [Theory, MemberData(nameof(Files))]
    public void A_layer_computes_what_libtorch_computes(string file)
    {
        using SafetensorsReader golden = new(Path.Combine(AppContext.BaseDirectory, "Golden", file + ".safetensors"));
        int layers = int.Parse(golden.Metadata["layers"]), directions = int.Parse(golden.Metadata["directions"]);
        int inputs = int.Parse(golden.Metadata["inputs"]), hidden = int.Parse(golden.Metadata["hidden"]);
        AnyLayer layer = AnyLayer.Create(golden.Metadata["cell"].Replace("rnn_tanh", "rnn").Replace('_', '-'), inputs, hidden, new(layers, directions == 2));
        foreach (Parameter parameter in layer.Layer.Parameters)
        {
            parameter.Assign(golden.Read(parameter.Name).Values);
        }

        int[] lengths = [.. golden.ReadIntegers("lengths").Select(length => (int)length)];
        Tensor padded = Leaf(golden.Read("x"));
        RecurrentState initial = State(golden, lengths.Length, hidden, layer.Layer is Lstm);

        (Sequences outputs, RecurrentState final) = layer.Forward(Sequences.FromPadded(padded, lengths), initial);
        Tensor y = outputs.ToPadded();
        Require("y", golden.Read("y").Values, y.Values);
        Require("h_n", golden.Read("h_n").Values, Stack(final, part: 0));

        Tensor loss = Weighted(y, golden.Read("grad_y")) + WeightedStates(final, golden, part: 0, "grad_h_n");
        if (layer.Layer is Lstm)
        {
            Require("c_n", golden.Read("c_n").Values, Stack(final, part: 1));
            loss += WeightedStates(final, golden, part: 1, "grad_c_n");
        }

        loss.Backward();
        Require("grad_x", golden.Read("grad_x").Values, padded.Gradient);
        Require("grad_h0", golden.Read("grad_h0").Values, [.. initial.Cells.SelectMany(parts => parts[0].Gradient.ToArray())]);
        if (layer.Layer is Lstm)
        {
            Require("grad_c0", golden.Read("grad_c0").Values, [.. initial.Cells.SelectMany(parts => parts[1].Gradient.ToArray())]);
        }

        foreach (Parameter parameter in layer.Layer.Parameters)
        {
            Require("grad." + parameter.Name, golden.Read("grad." + parameter.Name).Values, parameter.Gradient);
        }
    }

    static void Require(string name, ReadOnlySpan<float> expected, ReadOnlySpan<float> actual)
    {
        float difference = Samples.RelativeDifference(expected, actual);
        Assert.True(difference <= Tolerance, $"{name} differs from libtorch by {difference:E2} of its largest entry; allowed {Tolerance:E0}.");
    }

    static Tensor Leaf(Tensor values) => Tensor.From(values.Values, values.Shape, needsGradient: true);

    static RecurrentState State(SafetensorsReader golden, int batch, int hidden, bool isLstm)
    {
        Tensor h0 = golden.Read("h0");
        List<IReadOnlyList<Tensor>> cells = [];
        for (int i = 0; i < h0.Shape[0]; i++)
        {
            cells.Add(isLstm ? [Cell(h0, i), Cell(golden.Read("c0"), i)] : [Cell(h0, i)]);
        }

        return isLstm ? new LstmState(cells) : new RecurrentState(cells);

        Tensor Cell(Tensor all, int index) => Tensor.From(all.Values.Slice(index * batch * hidden, batch * hidden), [batch, hidden], needsGradient: true);
    }

    static float[] Stack(RecurrentState state, int part) => [.. state.Cells.SelectMany(parts => parts[part].Values.ToArray())];

    static Tensor Weighted(Tensor result, Tensor upstream) => (result * upstream).Sum();

    static Tensor WeightedStates(RecurrentState final, SafetensorsReader golden, int part, string name)
    {
        ReadOnlySpan<float> upstream = golden.Read(name).Values;
        Tensor total = Tensor.Zeros([]);
        int start = 0;
        foreach (IReadOnlyList<Tensor> parts in final.Cells)
        {
            Tensor state = parts[part];
            total += Weighted(state, Tensor.From(upstream.Slice(start, state.Shape.Count), state.Shape));
            start += state.Shape.Count;
        }

        return total;
    }
}
