using Unroll.Formats.Onnx;
using Unroll.Operations;
using Unroll.Tensors;

namespace Unroll.Tasks;

/// <summary>A classifier as an ONNX model: token_ids and lengths in, logits and probabilities out.</summary>
static class TextClassifierOnnx
{
    internal const string Ids = "token_ids", Lengths = "lengths";

    internal static OnnxExport Export(TextClassifierNetwork network, int classes, IReadOnlyList<int[]> texts)
    {
        List<OnnxSample> samples = [.. OnnxBatch.Of(texts).Select(batch => Sample(network, batch))];
        return new("", Model(network, classes), samples);
    }

    static OnnxModel Model(TextClassifierNetwork network, int classes)
    {
        GraphBuilder graph = new(network);
        string ids = graph.Input(Ids, OnnxType.Int64, "batch", "time"), lengths = graph.Input(Lengths, OnnxType.Int32, "batch");
        string x = graph.Lookup(network.Embedding, graph.Transpose(ids, 1, 0));
        RecurrentNodes read = graph.Recurrent(network.Recurrent, "recurrent", x, lengths);
        string logits = graph.Linear(network.Classifier, Pooled(graph, network.Pooling, ids, lengths, read));
        string width = OnnxValue.Size(classes);
        graph.Output(logits, "logits", OnnxType.Float, "batch", width);
        graph.Output(graph.Node("Softmax", [logits], new OnnxAttribute("axis", -1L)), "probabilities", OnnxType.Float, "batch", width);
        return graph.ToModel("text classifier", "The class of a text: logits and probabilities, in the order of the labels in config.json.");
    }

    static string Pooled(GraphBuilder graph, Pooling pooling, string ids, string lengths, RecurrentNodes read)
    {
        string[] parts = pooling switch
        {
            Pooling.Last => [Final()],
            Pooling.Mean => [Over("Mean")],
            Pooling.Max => [Over("Max")],
            Pooling.MeanMax => [Over("Mean"), Over("Max")],
            Pooling.All => [Final(), Over("Mean"), Over("Max")],
            _ => throw new ArgumentOutOfRangeException(nameof(pooling), pooling, "Unknown pooling; known are Last, Mean, Max, MeanMax and All."),
        };
        return graph.Concatenate(1, parts);

        string Final() => graph.SideBySide(read.Final[^1][0]);

        string Over(string what)
        {
            string mask = graph.Unsqueeze(graph.Transpose(graph.Mask(lengths, graph.SizeOf(ids, 1)), 1, 0), 2);
            return what == "Mean" ? graph.MeanOverSteps(read.Outputs, mask, lengths) : graph.MaxOverSteps(read.Outputs, mask, lengths);
        }
    }

    static OnnxSample Sample(TextClassifierNetwork network, OnnxBatch batch)
    {
        using StepMemory step = new Arena().BeginEvaluation();
        Tensor logits = network.Forward(batch.Tokens);
        (long rows, long classes) = (logits.Shape[0], logits.Shape[1]);
        return new(
            [batch.Ids(Ids), batch.Lengths(Lengths)],
            [OnnxTensor.Of("logits", logits.Values, rows, classes), OnnxTensor.Of("probabilities", logits.Probabilities(), rows, classes)]);
    }
}
