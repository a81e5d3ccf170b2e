using Unroll.Formats.Onnx;
using Unroll.Layers;
using Unroll.Operations;
using Unroll.Tensors;

namespace Unroll.Tasks.Captioning;

/// <summary>A captioner's encoder and decoder as ONNX models, with what Unroll computes for pictures that are made up and their first words.</summary>
static class CaptionerOnnx
{
    const int Pictures = 5, Steps = 3;

    internal static IReadOnlyList<OnnxExport> Export(CaptionerNetwork network, CaptionerOptions options)
    {
        // Whoever exports another cell is told so before anything is computed.
        OperatorCell.Of(network.Decoder, level: 0);
        CaptionerGraphs graphs = new(network, options);
        using StepMemory step = new Arena().BeginEvaluation();
        CaptionSubject[] pictures = [.. Enumerable.Range(0, Pictures).Select(i => MadeUp(options, new RandomSource((ulong)i).Stream("pictures")))];
        EncodedPictures encoded = network.Encode(SubjectTensor.Of(pictures));
        OnnxTensor[] memory =
        [
            ByPicture(CaptionerGraphs.Keys, encoded.Memory.Keys, network.Locations), ByPicture(CaptionerGraphs.Memory, encoded.Memory.Values, network.Locations),
        ];
        OnnxSample ofEncoder = new([Given(pictures)], [.. memory, .. GraphStates.ToTensors(encoded.State, isNext: false)]);
        return [new("encoder", graphs.Encoder(), [ofEncoder]), new("decoder", graphs.Decoder(), Words(network, options, encoded, memory))];
    }

    static List<OnnxSample> Words(CaptionerNetwork network, CaptionerOptions options, EncodedPictures encoded, OnnxTensor[] memory)
    {
        List<OnnxSample> samples = [];
        AttentionLayout layout = new(encoded.Memory.Layout, [.. Enumerable.Range(0, Pictures)]);
        RecurrentState state = encoded.State;
        for (int word = 0; word < Steps; word++)
        {
            int[] tokens = [.. Enumerable.Range(0, Pictures).Select(i => (CaptionWords.EndIndex + word * (i + 1)) % network.VocabularySize)];
            TokenBatch batch = TokenBatch.From([.. tokens.Select(token => new[] { token })]);
            CaptionStep made = network.Step(batch, state, encoded.Memory, layout, CaptionModel.Likeliest(options.Attention));
            Tensor scores = network.Scores(made.Output);
            samples.Add(new(
                [OnnxTensor.Of(CaptionerGraphs.TokenIds, (ReadOnlySpan<long>)[.. tokens], Pictures), .. memory, .. GraphStates.ToTensors(state, isNext: false)],
                [
                    OnnxTensor.Of(CaptionerGraphs.LogProbabilities, scores.LogProbabilities(), Pictures, network.VocabularySize),
                    OnnxTensor.Of(CaptionerGraphs.Attention, made.Weights.Values, Pictures, network.Locations),
                    .. GraphStates.ToTensors(made.State, isNext: true),
                ]));
            state = made.State;
        }

        return samples;
    }

    /// <summary>From a row a place, the first place of all pictures first, to [pictures, places, size].</summary>
    static OnnxTensor ByPicture(string name, Tensor rows, int places)
    {
        int size = rows.Shape[1], count = rows.Shape[0] / places;
        float[] values = new float[rows.Values.Length];
        for (int row = 0; row < rows.Shape[0]; row++)
        {
            rows.Values.Slice(row * size, size).CopyTo(values.AsSpan((row % count * places + row / count) * size));
        }

        return OnnxTensor.Of(name, values, count, places, size);
    }

    static CaptionSubject MadeUp(CaptionerOptions options, RandomSource random)
    {
        if (options.Grid is not { } grid)
        {
            byte[] bytes = new byte[options.Channels * options.Side * options.Side];
            for (int i = 0; i < bytes.Length; i++)
            {
                bytes[i] = (byte)random.Bits((ulong)i);
            }

            return new Picture(options.Channels, options.Side, options.Side, bytes);
        }

        float[] features = new float[grid.Count];
        for (int i = 0; i < features.Length; i++)
        {
            features[i] = (byte)random.Bits((ulong)i) / SubjectTensor.Middle - 1;
        }

        return new FeatureGrid(grid, features);
    }

    static OnnxTensor Given(CaptionSubject[] subjects)
    {
        if (subjects[0] is FeatureGrid { Shape: var shape })
        {
            float[] features = new float[subjects.Length * shape.Count];
            for (int i = 0; i < subjects.Length; i++)
            {
                ((FeatureGrid)subjects[i]).CopyTo(features.AsSpan(i * (int)shape.Count, (int)shape.Count));
            }

            return OnnxTensor.Of(CaptionerGraphs.Features, features, subjects.Length, shape.Rows * shape.Columns, shape.Features);
        }

        Picture first = (Picture)subjects[0];
        float[] pixels = [.. subjects.SelectMany(subject => ((Picture)subject).Values.ToArray().Select(value => (float)value))];
        return OnnxTensor.Of(CaptionerGraphs.Pixels, pixels, subjects.Length, first.Channels, first.Height, first.Width);
    }
}
