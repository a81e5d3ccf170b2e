using Unroll.Formats.Onnx;
using Unroll.Layers;
using Unroll.Tensors;

namespace Unroll.Tasks.Generation;

/// <summary>A language model as a step model: tokens and the state before them in, scores of what comes next and the state after them out.</summary>
static class TextGeneratorOnnx
{
    const string Ids = "token_ids", Lengths = "lengths", Logits = "logits";

    internal static OnnxExport Export(LanguageModelNetwork network, IReadOnlyList<int[]> texts) =>
        new("", Model(network), [.. OnnxBatch.Of(texts).SelectMany(batch => Samples(network, batch))]);

    static OnnxModel Model(LanguageModelNetwork network)
    {
        GraphBuilder graph = new(network);
        string ids = graph.Input(Ids, OnnxType.Int64, "batch", "time"), lengths = graph.Input(Lengths, OnnxType.Int32, "batch");
        IReadOnlyList<string[]> before = graph.StateInputs(network.Recurrent);
        RecurrentNodes read = graph.Recurrent(network.Recurrent, "recurrent", graph.Lookup(network.Embedding, graph.Transpose(ids, 1, 0)), lengths, before);
        string logits = graph.Linear(graph.Transpose(read.Outputs, 1, 0, 2), graph.Weight(network.OutputWeight), graph.Weight(network.OutputBias));
        graph.Output(graph.ZeroBehindEnd(logits, lengths, ids), Logits, OnnxType.Float, "batch", "time", OnnxValue.Size(network.VocabularySize));
        graph.StateOutputs(network.Recurrent, read.Final);
        return graph.ToModel("text generator", "What comes next: a score for every token of the vocabulary after each token that was read, and the state to go on from.");
    }

    /// <summary>Whole texts from the state of zeros, and one token more from where they end.</summary>
    static OnnxSample[] Samples(LanguageModelNetwork network, OnnxBatch batch)
    {
        using StepMemory step = new Arena().BeginEvaluation();
        RecurrentState start = network.NewState(batch.Rows.Count);
        (OnnxSample whole, RecurrentState end) = Sample(network, batch, start);
        OnnxBatch one = new([.. batch.Rows.Select(row => (int[])[row.Length % network.VocabularySize])]);
        return [whole, Sample(network, one, end).Sample];
    }

    static (OnnxSample Sample, RecurrentState Final) Sample(LanguageModelNetwork network, OnnxBatch batch, RecurrentState before)
    {
        TokenBatch tokens = batch.Tokens;
        (Tensor logits, RecurrentState final) = network.Forward(tokens, before);
        return (new(
            [batch.Ids(Ids), batch.Lengths(Lengths), .. GraphStates.ToTensors(before, isNext: false)],
            [batch.Padded(Logits, new(logits, tokens.Layout)), .. GraphStates.ToTensors(final, isNext: true)]), final);
    }
}
