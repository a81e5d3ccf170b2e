using Unroll.Formats.Onnx;
using Unroll.Layers;
using Unroll.Operations;
using Unroll.Tensors;

namespace Unroll.Tasks.Translation;

/// <summary>A translator's encoder and decoder as ONNX models, with what Unroll computes for some sources and their first two tokens.</summary>
static class TranslatorOnnx
{
    internal static IReadOnlyList<OnnxExport> Export(TranslatorNetwork network, IReadOnlyList<int[]> sources, IReadOnlyList<int[]> copies)
    {
        TranslatorGraphs graphs = new(network);
        List<OnnxSample> encoder = [], decoder = [];
        foreach ((OnnxBatch batch, OnnxBatch ofCopies) in OnnxBatch.Of(sources).Zip(OnnxBatch.Of(copies)))
        {
            AddSamples(network, batch, ofCopies.Rows, encoder, decoder);
        }

        return [new("encoder", graphs.Encoder(), encoder), new("decoder", graphs.Decoder(), decoder)];
    }

    static void AddSamples(TranslatorNetwork network, OnnxBatch batch, IReadOnlyList<int[]> copies, List<OnnxSample> ofEncoder, List<OnnxSample> ofDecoder)
    {
        using StepMemory step = new Arena().BeginEvaluation();
        EncodedSource source = network.Encode(batch.Tokens);
        SequenceLayout layout = source.Memory.Layout;
        OnnxTensor lengths = batch.Lengths(TranslatorGraphs.SourceLengths);
        OnnxTensor[] memory =
        [
            batch.Padded(TranslatorGraphs.Keys, new(source.Memory.Keys, layout)), batch.Padded(TranslatorGraphs.Memory, new(source.Memory.Values, layout)),
        ];
        ofEncoder.Add(new([batch.Ids(TranslatorGraphs.SourceIds), lengths], [.. memory, .. GraphStates.ToTensors(source.Cells, isNext: false)]));

        OnnxTensor[] given = network.CopyGate is null ? [lengths, .. memory] : [lengths, .. memory, OnnxBatch.Padded(TranslatorGraphs.CopyIds, copies, -1)];
        AttentionLayout rows = new(layout, [.. Enumerable.Range(0, batch.Rows.Count)]);
        (RecurrentState Cells, Tensor Feed) state = (source.Cells, source.Feed);
        int[] packed = EncodedPairs.PackedCopies([.. copies]);
        foreach (int shift in (ReadOnlySpan<int>)[0, 1])
        {
            int[] tokens = [.. batch.Rows.Select((row, i) => (LanguageSide.EndIndex + shift * (i + row.Length)) % network.TargetVocabulary)];
            (Decoded decoded, RecurrentState next) = network.Step(TokenBatch.From([.. tokens.Select(token => new[] { token })]), state, source.Memory, rows);
            ofDecoder.Add(new(
                [OnnxTensor.Of(TranslatorGraphs.TokenIds, (ReadOnlySpan<long>)[.. tokens], tokens.Length), .. given, .. Fed(network, TranslatorGraphs.Feed, state.Feed), .. GraphStates.ToTensors(state.Cells, isNext: false)],
                [Scores(network, decoded, packed), Weights(decoded, batch), .. Fed(network, TranslatorGraphs.NextFeed, decoded.Output), .. GraphStates.ToTensors(next, isNext: true)]));
            state = (next, decoded.Output);
        }
    }

    static OnnxTensor[] Fed(TranslatorNetwork network, string name, Tensor feed) =>
        network.FeedsInput ? [OnnxTensor.Of(name, feed.Values, feed.Shape[0], feed.Shape[1])] : [];

    static OnnxTensor Scores(TranslatorNetwork network, Decoded decoded, int[] copies)
    {
        Tensor scores = network.Scores(decoded, copies);
        return OnnxTensor.Of(TranslatorGraphs.LogProbabilities, network.CopyGate is null ? scores.LogProbabilities() : scores.Values, scores.Shape[0], scores.Shape[1]);
    }

    static OnnxTensor Weights(Decoded decoded, OnnxBatch batch)
    {
        float[] padded = new float[batch.Rows.Count * batch.Width];
        for (int row = 0; row < batch.Rows.Count; row++)
        {
            decoded.Weights.Values[decoded.Layout.WeightsOf(row)].CopyTo(padded.AsSpan(row * batch.Width));
        }

        return OnnxTensor.Of(TranslatorGraphs.Attention, padded, batch.Rows.Count, batch.Width);
    }
}
