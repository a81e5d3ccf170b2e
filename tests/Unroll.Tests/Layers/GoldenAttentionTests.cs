using Unroll.Formats;
using Unroll.Layers;
using Unroll.Operations;
using Unroll.Tensors;

namespace Unroll.Tests.Layers;

/// <summary>Packed attention, forward and every gradient, against a masked formula in libtorch.</summary>
public sealed class GoldenAttentionTests : IDisposable
{
    const float Tolerance = 1e-5f;

    readonly SafetensorsReader golden = new(Path.Combine(AppContext.BaseDirectory, "Golden", "attention.safetensors"));

    public void Dispose() => golden.Dispose();

    [Theory]
    [InlineData(AttentionKind.Dot, "dot")]
    [InlineData(AttentionKind.General, "general")]
    [InlineData(AttentionKind.Additive, "additive")]
    public void Attention_agrees(AttentionKind kind, string name)
    {
        int[] sourceLengths = [4, 2, 5], targetLengths = [3, 4, 2];
        Tensor queries = Leaf("queries"), memory = Leaf("memory");
        int width = queries.Shape[2];
        SourceAttention attention = new(kind, width, width, new RandomSource(1));
        foreach ((string parameter, Parameter value) in attention.NamedParameters)
        {
            value.Assign(golden.Read(parameter).Values);
        }

        Sequences packedQueries = Sequences.FromPadded(queries, targetLengths);
        AttentionMemory remembered = attention.Remember(Sequences.FromPadded(memory, sourceLengths));
        AttentionLayout layout = AttentionLayout.Between(remembered.Layout, packedQueries.Layout);
        Attended attended = attention.Forward(packedQueries.Data, remembered, layout);

        Tensor context = packedQueries.With(attended.Context).ToPadded();
        Agree($"{name}.context", context.Values);
        (float[] weights, float[] gradWeights) = Weights(layout, packedQueries.Layout, attended.Weights, sourceLengths);
        Agree($"{name}.weights", weights);

        ((context * golden.Read("grad_context")).Sum() + (attended.Weights * Tensor.From(gradWeights, [gradWeights.Length])).Sum()).Backward();
        Agree($"{name}.grad.queries", queries.Gradient);
        Agree($"{name}.grad.memory", memory.Gradient);
        foreach ((string parameter, Parameter value) in attention.NamedParameters)
        {
            Agree($"{name}.grad.{parameter}", value.Gradient);
        }
    }

    /// <summary>Our weights as the padded rectangle, and the rectangle of given gradients as ours lie.</summary>
    (float[] Padded, float[] GradWeights) Weights(AttentionLayout layout, SequenceLayout targets, Tensor weights, int[] sourceLengths)
    {
        Tensor given = golden.Read("grad_weights");
        (int steps, int width) = (given.Shape[1], given.Shape[2]);
        float[] padded = new float[given.Shape.Count], packed = new float[layout.WeightCount];
        for (int sequence = 0; sequence < targets.BatchSize; sequence++)
        {
            for (int step = 0; step < targets.Lengths[sequence]; step++)
            {
                Range at = layout.WeightsOf(targets.Row(sequence, step));
                int row = (sequence * steps + step) * width;
                weights.Values[at].CopyTo(padded.AsSpan(row));
                given.Values.Slice(row, sourceLengths[sequence]).CopyTo(packed.AsSpan(at));
            }
        }

        return (padded, packed);
    }

    void Agree(string name, ReadOnlySpan<float> actual)
    {
        float difference = Samples.RelativeDifference(golden.Read(name).Values, actual);
        Assert.True(difference <= Tolerance, $"{name} differs by {difference:E2}.");
    }

    Tensor Leaf(string name) => Tensor.From(golden.Read(name).Values, golden.ShapeOf(name), needsGradient: true);
}
