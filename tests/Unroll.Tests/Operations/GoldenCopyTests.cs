using Unroll.Formats;
using Unroll.Operations;
using Unroll.Tensors;

namespace Unroll.Tests.Operations;

/// <summary>The mixture of writing and copying, forward and every gradient, against the formula in libtorch.</summary>
public sealed class GoldenCopyTests
{
    const float Tolerance = 1e-5f;

    [Fact]
    public void Copying_agrees()
    {
        using SafetensorsReader golden = new(Path.Combine(AppContext.BaseDirectory, "Golden", "copy.safetensors"));
        int[] lengths = [3, 5];
        int[][] ids = [[2, 6, 2], [0, -1, 5, 0, 3]];
        SequenceLayout sources = new(lengths);
        AttentionLayout layout = new(sources, [0, 1, 1, 0, 1]);
        int[] packedIds = new int[sources.TokenCount];
        for (int sequence = 0; sequence < ids.Length; sequence++)
        {
            for (int step = 0; step < lengths[sequence]; step++)
            {
                packedIds[sources.Row(sequence, step)] = ids[sequence][step];
            }
        }

        Tensor logits = Leaf("logits"), gate = Leaf("gate");
        Tensor weights = Tensor.From(Packed(golden.Read("weights"), layout, lengths), [layout.WeightCount], needsGradient: true);
        Tensor y = logits.MixWithCopies(gate, weights, layout, packedIds);
        Agree("y", y.Values);
        (y * golden.Read("grad_y")).Sum().Backward();
        Agree("grad.logits", logits.Gradient);
        Agree("grad.gate", gate.Gradient);
        float difference = Samples.RelativeDifference(Packed(golden.Read("grad.weights"), layout, lengths), weights.Gradient);
        Assert.True(difference <= Tolerance, $"grad.weights differs by {difference:E2}.");

        void Agree(string name, ReadOnlySpan<float> actual)
        {
            float distance = Samples.RelativeDifference(golden.Read(name).Values, actual);
            Assert.True(distance <= Tolerance, $"{name} differs by {distance:E2}.");
        }

        Tensor Leaf(string name) => Tensor.From(golden.Read(name).Values, golden.ShapeOf(name), needsGradient: true);
    }

    // Rows are padded in the file and lie side by side in ours.
    static float[] Packed(Tensor rows, AttentionLayout layout, int[] lengths) => [.. Enumerable.Range(0, layout.QueryCount)
        .SelectMany(query => rows.Values.Slice(query * rows.Shape[1], lengths[layout.SourceOf(query)]).ToArray())];
}
