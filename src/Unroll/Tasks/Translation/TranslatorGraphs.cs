using Unroll.Formats.Onnx;
using Unroll.Layers;

namespace Unroll.Tasks.Translation;

/// <summary>A translator's encoder and one step of its decoder as graphs.</summary>
sealed class TranslatorGraphs(TranslatorNetwork network)
{
    internal const string SourceIds = "source_ids", SourceLengths = "source_lengths", Keys = "keys", Memory = "memory";
    internal const string TokenIds = "token_ids", CopyIds = "copy_ids", Feed = "feed", NextFeed = "next_feed";
    internal const string LogProbabilities = "log_probabilities", Attention = "attention";

    const string Batch = "batch", Source = "source";

    string Width => OnnxValue.Size(network.Decoder.OutputSize);

    string VectorSize => OnnxValue.Size(network.TargetEmbedding.Size);

    /// <summary>Sources in; what the decoder attends to and its first state out.</summary>
    internal OnnxModel Encoder()
    {
        GraphBuilder graph = new(network);
        string ids = graph.Input(SourceIds, OnnxType.Int64, Batch, Source), lengths = graph.Input(SourceLengths, OnnxType.Int32, Batch);
        RecurrentNodes read = graph.Recurrent(network.Encoder, "encoder", graph.Lookup(network.SourceEmbedding, graph.Transpose(ids, 1, 0)), lengths);
        string memory = graph.ZeroBehindEnd(graph.Transpose(read.Outputs, 1, 0, 2), lengths, ids);
        graph.Output(network.Attention.MemoryMap is { } map ? graph.Linear(map, memory) : memory, Keys, OnnxType.Float, Batch, Source, Width);
        graph.Output(memory, Memory, OnnxType.Float, Batch, Source, Width);
        int next = 0;
        string[][] state = [.. read.Final.Select(parts => parts.Select(part => Bridged(graph, network.Bridges[next++], part)).ToArray())];
        graph.StateOutputs(network.Decoder, state, isNext: false);
        return graph.ToModel("translator, encoder", "What the decoder attends to (keys, memory), and the state that it begins with.");
    }

    /// <summary>One token a row, the state and the encoder's answer in; what comes next, the attention and the next state out.</summary>
    internal OnnxModel Decoder()
    {
        GraphBuilder graph = new(network);
        string ids = graph.Input(TokenIds, OnnxType.Int64, Batch), keys = graph.Input(Keys, OnnxType.Float, Batch, Source, Width);
        string memory = graph.Input(Memory, OnnxType.Float, Batch, Source, Width), lengths = graph.Input(SourceLengths, OnnxType.Int32, Batch);
        string x = graph.Lookup(network.TargetEmbedding, ids);
        if (network.FeedsInput)
        {
            x = graph.Concatenate(1, x, graph.Input(Feed, OnnxType.Float, Batch, VectorSize));
        }

        string copies = network.CopyGate is null ? "" : graph.Input(CopyIds, OnnxType.Int64, Batch, Source);
        RecurrentNodes read = graph.Recurrent(network.Decoder, "decoder", graph.Unsqueeze(x, 0), lengths: "", graph.StateInputs(network.Decoder));
        string query = graph.Squeeze(read.Outputs, 0), mask = graph.Mask(lengths, graph.SizeOf(memory, 1));
        string weights = graph.Attend(network.Attention, query, keys, mask), context = graph.WeightedSum(weights, memory);
        string output = graph.Node("Tanh", [graph.Linear(network.Combine, graph.Concatenate(1, query, context))]);
        string logits = graph.Linear(output, graph.Weight(network.TargetEmbedding.Weight), graph.Weight(network.OutputBias));
        string scores = graph.Node("LogSoftmax", [logits], new OnnxAttribute("axis", -1L));
        scores = network.CopyGate is { } gate ? graph.MixWithCopies(scores, graph.Linear(gate, output), weights, copies) : scores;
        graph.Output(scores, LogProbabilities, OnnxType.Float, Batch, OnnxValue.Size(network.TargetVocabulary));
        graph.Output(weights, Attention, OnnxType.Float, Batch, Source);
        if (network.FeedsInput)
        {
            graph.Output(output, NextFeed, OnnxType.Float, Batch, VectorSize);
        }

        graph.StateOutputs(network.Decoder, read.Final);
        return graph.ToModel("translator, decoder step", "The logarithm of the probability of every target token, and the state to go on from.");
    }

    // The last states of both directions side by side, [1, batch, hidden].
    static string Bridged(GraphBuilder graph, Linear bridge, string state) =>
        graph.Unsqueeze(graph.Node("Tanh", [graph.Linear(bridge, graph.SideBySide(state))]), 0);
}
