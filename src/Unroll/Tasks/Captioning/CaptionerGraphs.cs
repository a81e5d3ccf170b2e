using Unroll.Formats.Onnx;
using Unroll.Layers;
using Unroll.Tensors;

namespace Unroll.Tasks.Captioning;

/// <summary>A captioner's encoder and one step of its decoder as graphs.</summary>
sealed class CaptionerGraphs(CaptionerNetwork network, CaptionerOptions options)
{
    internal const string Pixels = "pixels", Features = "features", Keys = "keys", Memory = "memory";
    internal const string TokenIds = "token_ids", LogProbabilities = "log_probabilities", Attention = "attention";

    const string Batch = "batch";

    string Places => OnnxValue.Size(network.Locations);

    string FeatureSize => OnnxValue.Size(network.Grid.Features);

    string Width => OnnxValue.Size(network.Decoder.OutputSize);

    /// <summary>Pictures or feature grids in; what the decoder attends to and its first state out.</summary>
    internal OnnxModel Encoder()
    {
        GraphBuilder graph = new(network);
        string memory = network.PictureEncoder is { } encoder
            ? Annotations(graph, encoder)
            : Placed(graph, graph.Input(Features, OnnxType.Float, Batch, Places, FeatureSize), network.FeatureEncoder!.Normalisation, network.FeatureEncoder.Positions);
        string keys = network.Attention.MemoryMap is { } map ? graph.Linear(map, memory) : memory;
        graph.Output(keys, Keys, OnnxType.Float, Batch, Places, Width);
        graph.Output(memory, Memory, OnnxType.Float, Batch, Places, FeatureSize);
        string sum = graph.Node("ReduceSum", [memory, graph.Integers(1)], new OnnxAttribute("keepdims", 0L));
        string mean = graph.Node("Div", [sum, graph.Number("places", network.Locations)]);
        graph.StateOutputs(network.Decoder, [.. network.Initial.Select(maps => maps.Select(map => First(graph, map, mean)).ToArray())], isNext: false);
        return graph.ToModel("captioner, encoder", "What the decoder attends to (keys, memory), and the state that it begins with.");
    }

    /// <summary>One word a row, the state and the encoder's answer in; what comes next, the attention and the next state out.</summary>
    internal OnnxModel Decoder()
    {
        GraphBuilder graph = new(network);
        string ids = graph.Input(TokenIds, OnnxType.Int64, Batch), keys = graph.Input(Keys, OnnxType.Float, Batch, Places, Width);
        string memory = graph.Input(Memory, OnnxType.Float, Batch, Places, FeatureSize);
        IReadOnlyList<string[]> state = graph.StateInputs(network.Decoder);
        string x = graph.Lookup(network.Words, ids), before = graph.Squeeze(state[^1][0], 0);
        string weights = graph.Attend(network.Attention, before, keys, mask: null);
        string looked = graph.WeightedSum(options.Attention == CaptionAttention.Hard ? Likeliest(graph, weights) : weights, memory);
        string context = graph.Node("Mul", [graph.Node("Sigmoid", [graph.Linear(network.Gate, before)]), looked]);
        RecurrentNodes read = graph.Recurrent(network.Decoder, "decoder", graph.Unsqueeze(graph.Concatenate(1, x, context), 0), lengths: "", state);
        (Linear fromHidden, Linear fromContext, Linear output) = network.OutputLayers;
        string said = graph.Node("Add", [graph.Node("Add", [x, graph.Linear(fromHidden, graph.Squeeze(read.Outputs, 0))]), graph.Linear(fromContext, context)]);
        graph.Output(
            graph.Node("LogSoftmax", [graph.Linear(output, said)], new OnnxAttribute("axis", -1L)), LogProbabilities, OnnxType.Float, Batch, OnnxValue.Size(network.VocabularySize));
        graph.Output(weights, Attention, OnnxType.Float, Batch, Places);
        graph.StateOutputs(network.Decoder, read.Final);
        return graph.ToModel("captioner, decoder step", "The logarithm of the probability of every word, where the network looked, and the state to go on from.");
    }

    // Bytes as they come, 0 for dark and 255 for bright; the scale belongs to the network.
    string Annotations(GraphBuilder graph, ImageEncoder encoder)
    {
        string side = OnnxValue.Size(options.Side), pixels = graph.Input(Pixels, OnnxType.Float, Batch, OnnxValue.Size(options.Channels), side, side);
        string x = graph.Node("Sub", [graph.Node("Div", [pixels, graph.Number("middle", SubjectTensor.Middle)]), graph.Number("one", 1)]);
        foreach (Convolution convolution in encoder.Convolutions)
        {
            long stride = convolution.Stride, padding = convolution.Padding;
            x = graph.Node("Conv", [x, graph.Weight(convolution.Weight), graph.Weight(convolution.Bias)],
                new OnnxAttribute("strides", new[] { stride, stride }), new OnnxAttribute("pads", new[] { padding, padding, padding, padding }));
            x = graph.Node("MaxPool", [graph.Node("Relu", [x])],
                new OnnxAttribute("kernel_shape", new long[] { ImageEncoder.Halving, ImageEncoder.Halving }), new OnnxAttribute("strides", new long[] { ImageEncoder.Halving, ImageEncoder.Halving }));
        }

        string places = graph.Transpose(graph.Reshape(x, 0, network.Grid.Features, network.Locations), 0, 2, 1);
        return Placed(graph, places, encoder.Normalisation, encoder.Positions);
    }

    /// <summary>Every vector normalised and told where it stands, [batch, places, features].</summary>
    static string Placed(GraphBuilder graph, string places, LayerNormalisation normalisation, Parameter positions) => graph.Node("Add",
    [
        graph.Node("LayerNormalization", [places, graph.Weight(normalisation.Weight), graph.Weight(normalisation.Bias)],
            new OnnxAttribute("axis", -1L), new OnnxAttribute("epsilon", normalisation.Epsilon)),
        graph.Weight(positions),
    ]);

    /// <summary>1 for the place of the largest weight, of equals the first, and 0 for the others.</summary>
    string Likeliest(GraphBuilder graph, string weights)
    {
        string place = graph.Node("ArgMax", [weights], new OnnxAttribute("axis", 1L), new OnnxAttribute("keepdims", 0L));
        string offAndOn = graph.Store(OnnxTensor.Of("off_and_on", (ReadOnlySpan<float>)[0, 1], 2));
        return graph.Node("OneHot", [place, graph.Integer(network.Locations), offAndOn], new OnnxAttribute("axis", -1L));
    }

    // [1, batch, hidden].
    static string First(GraphBuilder graph, Linear map, string mean) => graph.Unsqueeze(graph.Node("Tanh", [graph.Linear(map, mean)]), 0);
}
